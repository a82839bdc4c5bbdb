using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weir.Platform;
using Weir.Wire.OpenFlow;

namespace Weir.Control;

/// <summary>Where a switch or controller is reached or waits, as Open vSwitch's tools write it: <c>tcp:HOST[:PORT]</c>, <c>ssl:HOST[:PORT]</c>, <c>unix:PATH</c>.</summary>
/// <param name="Scheme">tcp, ssl or unix.</param>
/// <param name="Host">A name or address; the path for unix; empty for all addresses.</param>
/// <param name="Port">The TCP port.</param>
internal sealed record OpenFlowEndpoint(string Scheme, string Host, int Port)
{
    /// <summary>Reads the place of a switch. <paramref name="text"/> is the user's.</summary>
    /// <exception cref="WeirException">It has another form.</exception>
    public static OpenFlowEndpoint ParseSwitch(string text)
    {
        int at = text.IndexOf(':', StringComparison.Ordinal);
        string scheme = at < 0 ? "" : text[..at];
        if (scheme == "unix" && text.Length > at + 1) { return new OpenFlowEndpoint(scheme, text[(at + 1)..], 0); }
        if (scheme is "tcp" or "ssl" && TrySplit(text[(at + 1)..], OpenFlowHeader.Port, out string host, out int port) && host.Length > 0) { return new OpenFlowEndpoint(scheme, host, port); }
        throw new WeirException($"{text} is no place of a switch: write tcp:HOST[:PORT], ssl:HOST[:PORT] or unix:PATH, an IPv6 address in brackets");
    }

    /// <summary>Reads where to listen: <c>[ADDRESS]:PORT</c>, a port alone, or <c>unix:PATH</c>.</summary>
    /// <exception cref="WeirException">It has another form.</exception>
    public static OpenFlowEndpoint ParseListener(string text)
    {
        if (text.StartsWith("unix:", StringComparison.Ordinal) && text.Length > 5) { return new OpenFlowEndpoint("unix", text[5..], 0); }
        if (TryPort(text, out int alone)) { return new OpenFlowEndpoint("tcp", "", alone); }
        if (TrySplit(text, OpenFlowHeader.Port, out string host, out int port)) { return new OpenFlowEndpoint("tcp", host, port); }
        throw new WeirException($"{text} is no place to listen: write :PORT, ADDRESS:PORT, [IPV6]:PORT or unix:PATH");
    }

    /// <summary>Connects.</summary>
    /// <exception cref="WeirException">Nobody answers there.</exception>
    public async Task<Socket> ConnectAsync(CancellationToken cancellation)
    {
        Socket socket = Scheme == "unix" ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (Scheme == "unix") { await socket.ConnectAsync(UnixPath(), cancellation).ConfigureAwait(false); }
            else { await socket.ConnectAsync(Host, Port, cancellation).ConfigureAwait(false); }
            return socket;
        }
        catch (Exception cause) when (cause is SocketException)
        {
            socket.Dispose();
            throw new WeirException($"{this}: no switch answers there: {cause.Message}", 3, cause);
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
        bool all = Host.Length == 0;
        Socket socket;
        EndPoint local;
        if (Scheme == "unix") { (socket, local) = (new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), UnixPath()); }
        else if (all && Socket.OSSupportsIPv6) { (socket, local) = (new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true }, new IPEndPoint(IPAddress.IPv6Any, Port)); }
        else if (all || IPAddress.TryParse(Host, out _))
        {
            IPAddress address = all ? IPAddress.Any : IPAddress.Parse(Host);
            (socket, local) = (new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp), new IPEndPoint(address, Port));
        }
        else { throw new WeirException($"{Host} is no address: a controller listens on an address of this machine, or on all"); }

        try
        {
            socket.Bind(local);
            socket.Listen(128);
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

    /// <summary>As it is written.</summary>
    public override string ToString() => Scheme == "unix" ? $"unix:{Host}" : string.Create(CultureInfo.InvariantCulture, $"{Scheme}:{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    // A controller that was killed leaves its socket, which nobody serves; another file is left alone.
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

    private UnixDomainSocketEndPoint UnixPath()
    {
        try
        {
            return new UnixDomainSocketEndPoint(Host);
        }
        catch (ArgumentOutOfRangeException cause)
        {
            throw new WeirException($"unix:{Host}: the path of a socket has at most {SocketPath.Longest} bytes", 2, cause);
        }
    }

    private static bool TrySplit(string text, int otherwise, out string host, out int port)
    {
        port = otherwise;
        int end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : text.LastIndexOf(':');
        if (text.StartsWith('['))
        {
            host = end < 0 ? "" : text[1..end];
            return end > 1 && IPAddress.TryParse(host, out _) && (end == text.Length - 1 || (text[end + 1] == ':' && TryPort(text[(end + 2)..], out port)));
        }

        host = end < 0 ? text : text[..end];
        return !host.Contains(':', StringComparison.Ordinal) && !host.Contains('/', StringComparison.Ordinal) && (end < 0 ? text.Length > 0 : TryPort(text[(end + 1)..], out port));
    }

    private static bool TryPort(string text, out int port) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= ushort.MaxValue;
}
