using System.Net.Security;
using Weir.Platform;
using Weir.Wire.OpenFlow;

namespace Weir.Switching;

/// <summary>How a switch is.</summary>
/// <param name="Name">Its name, for its controllers.</param>
/// <param name="DatapathId">Its number, for its controllers.</param>
/// <param name="TapName">The name of its tap device in the namespace of its ports.</param>
internal sealed record SwitchOptions(string Name, ulong DatapathId, string TapName)
{
    /// <summary>Controllers that it connects to.</summary>
    public IReadOnlyList<SwitchController> Controllers { get; init; } = [];

    /// <summary>Where others may connect to it.</summary>
    public IReadOnlyList<ConnectionPlace> Listen { get; init; } = [];

    /// <summary>TLS for those of them that are secured.</summary>
    public SslServerAuthenticationOptions? ListenTls { get; init; }

    /// <summary>Versions that it speaks; none is all.</summary>
    public IReadOnlyList<OpenFlowVersion> Versions { get; init; } = [];

    /// <summary>What it does while no controller is connected: true works as a switch that learns by itself, false goes on with the entries that it has.</summary>
    public bool Standalone { get; init; }

    /// <summary>How long a connection may be silent before it is asked, and after three times that given up.</summary>
    public TimeSpan Probe { get; init; } = TimeSpan.FromSeconds(5);
}
