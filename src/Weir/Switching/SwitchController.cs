using System.Net.Security;
using Weir.Platform;

namespace Weir.Switching;

/// <summary>A controller that a switch connects to.</summary>
/// <param name="Place">Where it waits.</param>
internal sealed record SwitchController(ConnectionPlace Place)
{
    /// <summary>The namespace from which it is reached, as of the moment of a connection; null for the network of this process.</summary>
    public Func<NetworkNamespace>? From { get; init; }

    /// <summary>TLS; null for a plain connection.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }
}
