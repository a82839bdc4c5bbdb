using System.Globalization;
using System.Runtime.InteropServices;
using Weir.Platform;

namespace Weir.Capabilities.Kinds;

/// <summary>The runtime, and that Weir can start itself: runs do so for the process that watches over them and for programs that are verbs.</summary>
internal sealed class RuntimeCapability() : Capability("dotnet", "every run starts Weir again, to watch over it and for programs such as http-server",
    "install the .NET runtime 10 so that 'dotnet' is found in PATH (https://dot.net), or publish Weir with its runtime")
{
    /// <inheritdoc/>
    public override bool IsRequired => true;

    /// <inheritdoc/>
    protected override async Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        long begin = context.Time.GetTimestamp();
        (int code, string said) = await ProgramTrial.RunAsync([.. context.WeirCommand, "--version"], cancellation).ConfigureAwait(false);
        double seconds = context.Time.GetElapsedTime(begin).TotalSeconds;
        string runtime = RuntimeInformation.FrameworkDescription;
        return code == 0 && said.StartsWith("weir ", StringComparison.Ordinal)
            ? CapabilityFinding.Yes(string.Create(CultureInfo.InvariantCulture, $"{runtime}; Weir started itself in {seconds:0.00} s"))
            : CapabilityFinding.No($"{runtime} runs this, but '{string.Join(' ', context.WeirCommand)} --version' ended with {code}");
    }
}
