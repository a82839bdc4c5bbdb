using System.CommandLine;
using System.Net.Security;
using Weir.Cli.Runs;
using Weir.Control;
using Weir.Lab.Plan;
using Weir.Platform;
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
    public static ConnectionPlace SocketOfRun(string name)
    {
        if (Environment.GetEnvironmentVariable("WEIR_RUN_FOLDER") is not { Length: > 0 } run) { throw new WeirException("--socket is for a program of a lab, which finds its run in WEIR_RUN_FOLDER; elsewhere say --listen"); }
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) { throw new WeirException($"--socket {name}: a name has letters, digits and hyphens"); }
        string folder = Directory.CreateDirectory(Path.Combine(run, "control")).FullName;
        return ConnectionPlace.OfSocket(Path.Combine(folder, name));
    }

    /// <summary>A switch by its place, or a node of a living lab by its name.</summary>
    /// <exception cref="WeirException">It has no such form, or there is no such node.</exception>
    public static ConnectionPlace Switch(string text, string? run)
    {
        if (text.Contains(':', StringComparison.Ordinal)) { return ConnectionPlace.ParseActive(text); }
        RunEntry entry = RunChoice.Living(run);
        string folder = Path.Combine(entry.Folder, "control");
        string socket = Path.Combine(folder, KernelNames.Of(text) + ".mgmt");
        if (File.Exists(socket)) { return ConnectionPlace.OfSocket(socket); }
        string[] there = Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.mgmt").Select(one => Path.GetFileNameWithoutExtension(one))] : [];
        throw new WeirException(there.Length == 0 ? $"{text}: the run {entry.Id.Text} has no OpenFlow switch; a switch elsewhere is written tcp:HOST:PORT or unix:PATH"
            : $"{text}: no OpenFlow switch of the run {entry.Id.Text}{(Suggestion.Nearest(text, there) is { } near ? $"; did you mean {near}?" : "")} (there are {string.Join(", ", there)})");
    }

    /// <summary>TLS of a side that listens; null for none.</summary>
    /// <exception cref="WeirException">A file cannot be read, or one of two is missing.</exception>
    public static SslServerAuthenticationOptions? Server(CommandContext context, string? certificate, string? key, string? authority) => Files(context, certificate, key, authority) is { IsNone: false } files ? files.Server() : null;

    /// <summary>TLS of a side that connects. Without an authority any certificate is taken, as ovs-ofctl does.</summary>
    /// <exception cref="WeirException">A file cannot be read, or one of two is missing.</exception>
    public static SslClientAuthenticationOptions Client(CommandContext context, string host, string? certificate, string? key, string? authority) => Files(context, certificate, key, authority).Client(host);

    private static TlsFiles Files(CommandContext context, string? certificate, string? key, string? authority)
    {
        return new TlsFiles(PathOf(certificate), PathOf(key), PathOf(authority));

        string? PathOf(string? file) => file is null ? null : context.PathOf(file);
    }
}
