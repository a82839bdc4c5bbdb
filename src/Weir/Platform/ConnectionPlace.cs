using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weir.Wire.OpenFlow;

namespace Weir.Platform;

/// <summary>
/// Where a connection of OpenFlow begins or is waited for, as Open vSwitch writes it: <c>tcp:HOST[:PORT]</c>, <c>ssl:HOST[:PORT]</c>, <c>unix:PATH</c>, and for waiting <c>ptcp:[PORT][:ADDRESS]</c>,
/// <c>pssl:[PORT][:ADDRESS]</c>, <c>punix:PATH</c>. An IPv6 address stands in brackets; the port is 6653 when not said.
/// </summary>
/// <param name="Scheme">tcp, ssl or unix.</param>
/// <param name="Host">A name or address; the path for unix; empty for all addresses of this machine.</param>
/// <param name="Port">The TCP port; 0 for unix, and for one that the machine chooses.</param>
internal sealed record ConnectionPlace(string Scheme, string Host, int Port)
{
    private const string Active = "tcp:HOST[:PORT], ssl:HOST[:PORT] or unix:PATH";
    private const string Passive = "ptcp:[PORT][:ADDRESS], pssl:[PORT][:ADDRESS] or punix:PATH";
    private const int Backlog = 128;

    /// <summary>Whether TLS is spoken there.</summary>
    public bool IsSecured => Scheme == "ssl";

    /// <summary>Reads a place to connect to. <paramref name="text"/> is the user's.</summary>
    /// <exception cref="WeirException">It is none; the message says what would be right.</exception>
    public static ConnectionPlace ParseActive(string text)
    {
        (string scheme, string rest) = Cut(text);
        switch (scheme)
        {
            case "tcp" or "ssl" when rest.Length > 0:
                (string host, int port) = HostAndPort(text, $"{scheme}:", rest);
                return port == 0 || host.Length == 0 ? throw Wrong(text, "is no place to connect to", Active) : new ConnectionPlace(scheme, host, port);
            case "unix" when rest.Length > 0: return Socket(text, rest);
            case "ptcp" or "pssl" or "punix": throw new WeirException($"'{text}' waits for connections, and here one is made: write {Active}");
            default: throw Wrong(text, "is no place to connect to", Active);
        }
    }

    /// <summary>Reads a place to wait at. Without an address it is reached from this machine only.</summary>
    /// <exception cref="WeirException">It is none; the message says what would be right.</exception>
    public static ConnectionPlace ParsePassive(string text)
    {
        (string scheme, string rest) = Cut(text);
        switch (scheme)
        {
            case "ptcp" or "pssl":
                int colon = rest.IndexOf(':', StringComparison.Ordinal);
                string number = colon < 0 ? rest : rest[..colon], address = colon < 0 ? "127.0.0.1" : rest[(colon + 1)..];
                // In this form the port comes first, in all others the address.
                if (number.Contains('.', StringComparison.Ordinal) || rest.StartsWith('[')) { throw new WeirException($"'{text}': the port comes first, as in {scheme}:{OpenFlowHeader.Port}:127.0.0.1"); }
                bool bracketed = address.StartsWith('[') && address.EndsWith(']');
                if (!IPAddress.TryParse(bracketed ? address[1..^1] : address, out IPAddress? own)) { throw Wrong(text, "is no place to wait at", Passive); }
                if (own.AddressFamily == AddressFamily.InterNetworkV6 && !bracketed) { throw new WeirException($"'{text}': an IPv6 address stands in brackets, as in {scheme}:{number}:[{address}]"); }
                return new ConnectionPlace(scheme[1..], own.ToString(), number.Length == 0 ? OpenFlowHeader.Port : PortOf(text, number));
            case "punix" when rest.Length > 0: return Socket(text, rest);
            case "tcp" or "ssl" or "unix": throw new WeirException($"'{text}' connects, and here connections are waited for: write {Passive}");
            default: throw Wrong(text, "is no place to wait at", Passive);
        }
    }

    /// <summary>Reads where to listen as people write it: <c>[ADDRESS]:PORT</c>, a port alone, or <c>unix:PATH</c>; all addresses where none is said.</summary>
    /// <exception cref="WeirException">It is none; the message says what would be right.</exception>
    public static ConnectionPlace ParseListener(string text)
    {
        const string Forms = ":PORT, ADDRESS:PORT, [IPV6]:PORT or unix:PATH";
        if (text.StartsWith("unix:", StringComparison.Ordinal) && text.Length > 5) { return Socket(text, text[5..]); }
        if (text.Length > 0 && text.All(char.IsAsciiDigit)) { return new ConnectionPlace("tcp", "", PortOf(text, text)); }
        if (text.Length == 0 || text.Contains('/', StringComparison.Ordinal) || Cut(text).Scheme is "tcp" or "ssl" or "ptcp" or "pssl" or "punix") { throw Wrong(text, "is no place to listen", Forms); }
        (string host, int port) = HostAndPort(text, "", text);
        return host.Length == 0 || IPAddress.TryParse(host, out _) ? new ConnectionPlace("tcp", host, port) : throw new WeirException($"'{text}': {host} is no address of this machine: write {Forms}");
    }

    /// <summary>A socket in the file system.</summary>
    /// <exception cref="WeirException">Its path is too long.</exception>
    public static ConnectionPlace OfSocket(string path) => Socket($"unix:{path}", path);

    /// <summary>Connects. <paramref name="from"/>: the namespace whose network is used; null for that of this process.</summary>
    /// <exception cref="WeirException">Nobody answers there, or the namespace is gone.</exception>
    public async Task<Socket> ConnectAsync(CancellationToken cancellation, NetworkNamespace? from = null)
    {
        EndPoint to = Scheme == "unix" ? new UnixDomainSocketEndPoint(Host) : IPAddress.TryParse(Host, out IPAddress? address) ? new IPEndPoint(address, Port) : new DnsEndPoint(Host, Port);
        Socket socket = from is null ? NewSocket(to) : from.Run(() => NewSocket(to));
        try
        {
            await socket.ConnectAsync(to, cancellation).ConfigureAwait(false);
            return socket;
        }
        catch (SocketException cause)
        {
            socket.Dispose();
            throw new WeirException($"{this}: nobody answers there: {cause.Message}", 3, cause);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Listens.</summary>
    /// <exception cref="WeirException">The port is taken or needs rights, or the address is not this machine's.</exception>
    public Socket Listen()
    {
        bool all = Host.Length == 0 && Scheme != "unix";
        EndPoint local = Scheme == "unix" ? new UnixDomainSocketEndPoint(Host) : new IPEndPoint(!all ? IPAddress.Parse(Host) : System.Net.Sockets.Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, Port);
        Socket socket = NewSocket(local);
        try
        {
            if (all && socket.AddressFamily == AddressFamily.InterNetworkV6) { socket.DualMode = true; }
            socket.Bind(local);
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException fault)
        {
            socket.Dispose();
            if (fault.SocketErrorCode == SocketError.AddressAlreadyInUse && local is UnixDomainSocketEndPoint path && IsLeft(path))
            {
                File.Delete(Host);
                return Listen();
            }

            throw new WeirException($"{this} cannot be listened on: {fault.Message}", 3, fault);
        }
    }

    /// <summary>As a place to connect to is written.</summary>
    public override string ToString() => Scheme == "unix" ? $"unix:{Host}" : string.Create(CultureInfo.InvariantCulture, $"{Scheme}:{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    private static Socket NewSocket(EndPoint at) => at is UnixDomainSocketEndPoint ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        : at is IPEndPoint address ? new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true } : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    // A listener that was killed leaves its socket, which nobody serves; another file is left alone.
    private static bool IsLeft(UnixDomainSocketEndPoint path)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(path);
            return false;
        }
        catch (SocketException fault)
        {
            return fault.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }

    private static WeirException Wrong(string text, string what, string forms) => new($"'{text}' {what}: write {forms}");

    private static ConnectionPlace Socket(string text, string path) => SocketPath.Fits(path) ? new ConnectionPlace("unix", path, 0) : throw new WeirException($"'{text}': the path of a socket has at most {SocketPath.Longest} bytes");

    private static (string Scheme, string After) Cut(string text) => text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? (text[..colon], text[(colon + 1)..]) : ("", text);

    private static int PortOf(string text, string number) => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= ushort.MaxValue ? port
        : throw new WeirException($"'{text}': {(number.Length == 0 ? "behind the last colon stands no port" : $"{number} is no port")}, which is a number up to {ushort.MaxValue}");

    // What stands before them is for the message.
    private static (string Host, int Port) HostAndPort(string text, string before, string rest)
    {
        if (rest.StartsWith('['))
        {
            int end = rest.IndexOf(']', StringComparison.Ordinal);
            if (end < 0 || !IPAddress.TryParse(rest[1..end], out _) || (end < rest.Length - 1 && rest[end + 1] != ':')) { throw new WeirException($"'{text}': in brackets stands an IPv6 address, and a port behind them, as in {before}[::1]:{OpenFlowHeader.Port}"); }
            return (rest[1..end], end == rest.Length - 1 ? OpenFlowHeader.Port : PortOf(text, rest[(end + 2)..]));
        }

        int colon = rest.LastIndexOf(':');
        if (colon < 0) { return (rest, OpenFlowHeader.Port); }
        if (rest.IndexOf(':', StringComparison.Ordinal) == colon) { return (rest[..colon], PortOf(text, rest[(colon + 1)..])); }
        // Of several colons the last may stand before a port, or not: only brackets tell.
        string meant = IPAddress.TryParse(rest, out _) ? $"[{rest}]" : $"[{rest[..colon]}]:{rest[(colon + 1)..]}";
        throw new WeirException($"'{text}': an IPv6 address stands in brackets: write {before}{meant}");
    }
}
