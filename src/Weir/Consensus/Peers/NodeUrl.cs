using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Peers;

/// <summary>Where a node of the network listens, as lists of static nodes write it: <c>kni://ID@HOST:PORT?discport=0&amp;ntype=cn</c>, where ID is its public key in 128 hexadecimal digits.</summary>
/// <param name="Id">The public key, 64 bytes.</param>
/// <param name="Host">A name, an IPv4 address, or an IPv6 address without brackets.</param>
/// <param name="Port">The main port.</param>
internal sealed record NodeUrl(ReadOnlyMemory<byte> Id, string Host, int Port)
{
    private const string Scheme = "kni://";
    private const int Digits = 128;

    /// <summary>The consensus address of the node's key.</summary>
    public EthereumAddress Address { get; } = EthereumAddress.FromPublicKey(Id.Span);

    /// <summary>Reads a URL; what follows a question mark is passed over. False with what would be right.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out NodeUrl? url, out string? error)
    {
        url = null;
        error = "a node is written kni://ID@HOST:PORT with an ID of 128 hexadecimal digits";
        if (!text.StartsWith(Scheme, StringComparison.Ordinal)) { return false; }
        string rest = text[Scheme.Length..].Split('?')[0].TrimEnd('/');
        int at = rest.IndexOf('@', StringComparison.Ordinal);
        int colon = rest.LastIndexOf(':');
        if (at != Digits || colon < at) { return false; }
        byte[] id = new byte[Digits / 2];
        if (!IsHex(rest.AsSpan(0, Digits)) || Convert.FromHexString(rest.AsSpan(0, Digits), id, out _, out _) != System.Buffers.OperationStatus.Done) { return false; }
        string host = rest[(at + 1)..colon].Trim('[', ']');
        if (host.Length == 0 || !int.TryParse(rest.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port is < 1 or > 65_535)
        {
            error = "a node's URL ends with a host and a port from 1 to 65535, such as 10.0.0.1:32323 or [fd00::1]:32323";
            return false;
        }

        url = new NodeUrl(id, host, port);
        error = null;
        return true;
    }

    /// <summary>The URL as Klaytn's tools write it.</summary>
    public override string ToString()
    {
        string host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        return string.Create(CultureInfo.InvariantCulture, $"{Scheme}{Convert.ToHexStringLower(Id.Span)}@{host}:{Port}?discport=0&ntype=cn");
    }

    private static bool IsHex(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigit(c)) { return false; }
        }

        return true;
    }
}
