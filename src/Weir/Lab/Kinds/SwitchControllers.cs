using System.Net;
using Weir.Control;
using Weir.Declaration;
using Weir.Lab.Building;
using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Switching;

namespace Weir.Lab.Kinds;

/// <summary>How a switch of a lab reaches its controllers: beside the lab's own links, as over a network that is for that alone. A controller of the lab is reached at its socket or at its node, one elsewhere from this machine.</summary>
internal static class SwitchControllers
{
    // A controller that listens at all addresses of its node is reached at this one.
    private const string Loopback = "127.0.0.1";

    /// <summary>The keys by which a switch says what it needs for TLS.</summary>
    public static KeyForm[] TlsKeys =>
    [
        new("certificate", new TextForm("the path of a file"), "TLS: the certificate that it shows to its controllers, a PEM file"),
        new("key", new TextForm("the path of a file"), "TLS: its private key, a PEM file"),
        new("ca", new TextForm("the path of a file"), "TLS: the authority that must have signed the certificates of its controllers, a PEM file"),
    ];

    /// <summary>Where the socket of this name is, at which a controller waits.</summary>
    public static string SocketOf(string controller, LabNetwork network) => Path.Combine(network.Surroundings.Folder, "control", controller);

    /// <summary>The controllers, in the file's order.</summary>
    /// <exception cref="WeirException">A file of TLS cannot be read, or the path of a socket is too long.</exception>
    public static IReadOnlyList<SwitchController> Of(NodePlan plan, LabNetwork network) => [.. plan.Settings.Texts("controller").Select(text => Of(text, plan, network))];

    /// <summary>What a node says for TLS, with whole paths.</summary>
    public static TlsFiles FilesOf(NodePlan plan, LabNetwork network)
    {
        return new TlsFiles(File("certificate"), File("key"), File("ca"));

        string? File(string key) => plan.Settings.TextOrNull(key) is { } path ? Path.GetFullPath(path, network.Surroundings.WorkingFolder) : null;
    }

    private static SwitchController Of(string text, NodePlan plan, LabNetwork network)
    {
        if (text.Contains(':', StringComparison.Ordinal))
        {
            var place = ConnectionPlace.ParseActive(text);
            if (place.Scheme == "unix") { return new SwitchController(ConnectionPlace.OfSocket(Path.GetFullPath(place.Host, network.Surroundings.WorkingFolder))); }
            return new SwitchController(place) { Tls = place.IsSecured ? FilesOf(plan, network).Client(place.Host) : null };
        }

        ProgramPlan controller = network.Plan.Programs.First(one => one.Name == text && one.Switches is not null);
        bool secured = controller.Settings.Has("certificate");
        if (controller.Settings.TextOrNull("listen") is not { } listen)
        {
            return new SwitchController(ConnectionPlace.OfSocket(SocketOf(text, network))) { Tls = secured ? FilesOf(plan, network).Client(text) : null };
        }

        var at = ConnectionPlace.ParseListener(listen);
        string host = at.Host.Length == 0 || (IPAddress.TryParse(at.Host, out IPAddress? address) && address.Equals(IPAddress.Any)) ? Loopback : at.Host == "::" ? "::1" : at.Host;
        return new SwitchController(at.Scheme == "unix" ? ConnectionPlace.OfSocket(Path.GetFullPath(at.Host, network.Surroundings.WorkingFolder)) : new ConnectionPlace(secured ? "ssl" : "tcp", host, at.Port))
        {
            From = () => network.Node(controller.Node).Network!,
            Tls = secured ? FilesOf(plan, network).Client(text) : null,
        };
    }
}
