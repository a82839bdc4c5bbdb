using System.Security.Cryptography;
using System.Text;

namespace Weir.Dashboard.Access;

/// <summary>The secret that the server's address carries: 128 bits from the system's generator, in hexadecimal digits.</summary>
internal sealed class AccessToken
{
    private readonly byte[] _bytes;

    /// <summary>Makes one.</summary>
    public AccessToken()
    {
        Text = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _bytes = Encoding.ASCII.GetBytes(Text);
    }

    /// <summary>The token as text.</summary>
    public string Text { get; }

    /// <summary>True when a text is the token; how long that takes tells nothing about it.</summary>
    public bool Is(string? text) => text is { Length: <= 64 } && CryptographicOperations.FixedTimeEquals(_bytes, Encoding.UTF8.GetBytes(text));
}
