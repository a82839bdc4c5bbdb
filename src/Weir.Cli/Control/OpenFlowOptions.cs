using System.CommandLine;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Weir.Cli.Runs;
using Weir.Control;
using Weir.Lab.Plan;
using Weir.Running;
using Weir.Wire.OpenFlow;

namespace Weir.Cli.Control;

/// <summary>Options that the verbs of OpenFlow share.</summary>
internal static class OpenFlowOptions
{
    /// <summary>The version.</summary>
    public static Option<string?> Version()
    {
        var option = new Option<string?>("--openflow") { Description = "The version: 1.0 or 1.3; the highest that both sides speak when not said (l2-learning: 1.0, as POX)", HelpName = "1.0|1.3" };
        option.AcceptOnlyFromAmong("1.0", "1.3");
        return option;
    }

    /// <summary>The certificate.</summary>
    public static Option<string?> Certificate() => new("--certificate") { Description = "TLS: our certificate, a PEM file", HelpName = "FILE" };

    /// <summary>Its key.</summary>
    public static Option<string?> Key() => new("--key") { Description = "TLS: its private key, a PEM file", HelpName = "FILE" };

    /// <summary>Whom to trust.</summary>
    public static Option<string?> Authority() => new("--ca") { Description = "TLS: the authority that must have signed the other side's certificate, a PEM file", HelpName = "FILE" };

    /// <summary>The versions as bits; null when none was named.</summary>
    public static uint? Versions(string? text) => text switch
    {
        "1.0" => 1u << (int)OpenFlowVersion.OpenFlow10,
        "1.3" => 1u << (int)OpenFlowVersion.OpenFlow13,
        _ => null,
    };

    /// <summary>The socket of this name in the folder of the run that started this program.</summary>
    /// <exception cref="WeirException">No run did, or it is no name.</exception>
    public static OpenFlowEndpoint SocketOfRun(string name)
    {
        if (Environment.GetEnvironmentVariable("WEIR_RUN_FOLDER") is not { Length: > 0 } run) { throw new WeirException("--socket is for a program of a lab, which finds its run in WEIR_RUN_FOLDER; elsewhere say --listen"); }
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) { throw new WeirException($"--socket {name}: a name has letters, digits and hyphens"); }
        string folder = Directory.CreateDirectory(Path.Combine(run, "control")).FullName;
        return new OpenFlowEndpoint("unix", Path.Combine(folder, name), 0);
    }

    /// <summary>A switch by its place, or a node of a living lab by its name.</summary>
    /// <exception cref="WeirException">It has no such form, or there is no such node.</exception>
    public static OpenFlowEndpoint Switch(string text, string? run)
    {
        if (text.Contains(':', StringComparison.Ordinal)) { return OpenFlowEndpoint.ParseSwitch(text); }
        RunEntry entry = RunChoice.Living(run);
        string folder = Path.Combine(entry.Folder, "control");
        string socket = Path.Combine(folder, KernelNames.Of(text) + ".mgmt");
        if (File.Exists(socket)) { return new OpenFlowEndpoint("unix", socket, 0); }
        string[] there = Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.mgmt").Select(one => Path.GetFileNameWithoutExtension(one))] : [];
        throw new WeirException(there.Length == 0 ? $"{text}: the run {entry.Id.Text} has no OpenFlow switch; a switch elsewhere is written tcp:HOST:PORT or unix:PATH"
            : $"{text}: no OpenFlow switch of the run {entry.Id.Text}{(Suggestion.Nearest(text, there) is { } near ? $"; did you mean {near}?" : "")} (there are {string.Join(", ", there)})");
    }

    /// <summary>TLS of a side that listens; null for none.</summary>
    /// <exception cref="WeirException">A file cannot be read, or one of two is missing.</exception>
    public static SslServerAuthenticationOptions? Server(CommandContext context, string? certificate, string? key, string? authority)
    {
        if (certificate is null && key is null && authority is null) { return null; }
        X509Certificate2 own = Own(context, certificate, key) ?? throw new WeirException("TLS needs --certificate and --key");
        X509Certificate2Collection? trusted = Trusted(context, authority);
        return new SslServerAuthenticationOptions
        {
            ServerCertificate = own, ClientCertificateRequired = trusted is not null,
            RemoteCertificateValidationCallback = (_, shown, _, _) => trusted is null || IsSigned(shown, trusted),
        };
    }

    /// <summary>TLS of a side that connects. Without an authority any certificate is taken, as ovs-ofctl does.</summary>
    /// <exception cref="WeirException">A file cannot be read, or one of two is missing.</exception>
    public static SslClientAuthenticationOptions Client(CommandContext context, string host, string? certificate, string? key, string? authority)
    {
        X509Certificate2Collection? trusted = Trusted(context, authority);
        return new SslClientAuthenticationOptions
        {
            TargetHost = host, ClientCertificates = Own(context, certificate, key) is { } own ? new X509CertificateCollection { own } : null,
            RemoteCertificateValidationCallback = (_, shown, _, _) => trusted is null || IsSigned(shown, trusted),
        };
    }

    // Switches have certificates with names of their own making: what counts is who signed them, as in Open vSwitch.
    private static bool IsSigned(X509Certificate? shown, X509Certificate2Collection trusted)
    {
        if (shown is null) { return false; }
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(shown.GetRawCertData());
        return chain.Build(certificate);
    }

    private static X509Certificate2? Own(CommandContext context, string? certificate, string? key)
    {
        if (certificate is null && key is null) { return null; }
        if (certificate is null || key is null) { throw new WeirException("--certificate and --key belong together"); }
        return Read(() => X509Certificate2.CreateFromPemFile(context.PathOf(certificate), context.PathOf(key)), certificate);
    }

    private static X509Certificate2Collection? Trusted(CommandContext context, string? authority)
    {
        if (authority is null) { return null; }
        return Read(() =>
        {
            X509Certificate2Collection found = new();
            found.ImportFromPemFile(context.PathOf(authority));
            return found.Count > 0 ? found : throw new CryptographicException("no certificate is in it");
        }, authority);
    }

    private static T Read<T>(Func<T> read, string file)
    {
        try
        {
            return read();
        }
        catch (Exception cause) when (cause is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new WeirException($"{file}: {cause.Message}", 2, cause);
        }
    }
}
