using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weir.Platform;

namespace Weir.Switching;

/// <summary>Where a connection of OpenFlow begins or is waited for, as Open vSwitch writes it: <c>tcp:HOST[:PORT]</c>, <c>unix:FILE</c>, and for waiting <c>ptcp:[PORT][:ADDRESS]</c>, <c>punix:FILE</c>.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="EndPoint">The address.</param>
/// <param name="IsPassive">True when others connect.</param>
internal sealed record SwitchEndpoint(string Text, EndPoint EndPoint, bool IsPassive)
{
    private const string Forms = "tcp:HOST:PORT or unix:FILE to connect, ptcp:PORT[:ADDRESS] or punix:FILE to wait for connections";

    /// <summary>Reads one.</summary>
    /// <exception cref="WeirException">It is none; the message says what would be right.</exception>
    public static SwitchEndpoint Parse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string kind = colon < 0 ? text : text[..colon], rest = colon < 0 ? "" : text[(colon + 1)..];
        switch (kind)
        {
            case "unix" or "punix" when !SocketPath.Fits(rest): throw new WeirException($"'{text}': the path of a socket has at most {SocketPath.Longest} bytes");
            case "unix" or "punix" when rest.Length > 0: return new SwitchEndpoint(text, new UnixDomainSocketEndPoint(rest), kind == "punix");
            case "tcp" when rest.Length > 0:
                (string host, string? port) = Split(rest, last: true);
                return new SwitchEndpoint(text, Address(host, Port(port, text)), IsPassive: false);
            case "ptcp":
                (string number, string? address) = Split(rest, last: false);
                return new SwitchEndpoint(text, new IPEndPoint(address is null ? IPAddress.Loopback : IPAddress.TryParse(address.Trim('[', ']'), out IPAddress? own) ? own : throw Wrong(text), Port(number.Length == 0 ? null : number, text)), IsPassive: true);
            default: throw Wrong(text);
        }
    }

    /// <summary>A socket of the address's family.</summary>
    public Socket NewSocket() => EndPoint is UnixDomainSocketEndPoint ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        : EndPoint is IPEndPoint address ? new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true } : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private static WeirException Wrong(string text) => new($"'{text}' is no place for a connection of OpenFlow: {Forms}");

    private static EndPoint Address(string host, int port) => IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) ? new IPEndPoint(address, port) : new DnsEndPoint(host, port);

    // An IPv6 address stands in brackets when a port follows.
    private static (string First, string? Second) Split(string text, bool last)
    {
        int colon = last ? text.LastIndexOf(':') : text.IndexOf(':', StringComparison.Ordinal);
        bool inside = last && (text.EndsWith(']') || (!text.StartsWith('[') && text.IndexOf(':', StringComparison.Ordinal) != colon));
        return colon < 0 || inside ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }

    private static int Port(string? text, string whole) => text is null ? Wire.OpenFlow.OpenFlowHeader.Port : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= ushort.MaxValue ? port : throw Wrong(whole);
}
