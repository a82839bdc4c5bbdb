using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Weir.Control;

/// <summary>TLS of one side, by PEM files.</summary>
/// <param name="Certificate">Its certificate; null for none.</param>
/// <param name="Key">The certificate's private key.</param>
/// <param name="Authority">The authority that must have signed the other side's certificate; null where any is taken, as ovs-ofctl does.</param>
internal sealed record TlsFiles(string? Certificate, string? Key, string? Authority)
{
    /// <summary>Whether there are none.</summary>
    public bool IsNone => Certificate is null && Key is null && Authority is null;

    /// <summary>Of a side that listens; with an authority, who connects must show a certificate.</summary>
    /// <exception cref="WeirException">A file cannot be read, or one is missing.</exception>
    public SslServerAuthenticationOptions Server()
    {
        X509Certificate2 own = Own() ?? throw new WeirException("TLS needs a certificate and its key of the side that listens");
        X509Certificate2Collection? trusted = Trusted();
        return new SslServerAuthenticationOptions
        {
            ServerCertificate = own, ClientCertificateRequired = trusted is not null,
            RemoteCertificateValidationCallback = (_, shown, _, _) => trusted is null || IsSigned(shown, trusted),
        };
    }

    /// <summary>Of a side that connects to <paramref name="host"/>.</summary>
    /// <exception cref="WeirException">A file cannot be read, or one is missing.</exception>
    public SslClientAuthenticationOptions Client(string host)
    {
        X509Certificate2Collection? trusted = Trusted();
        return new SslClientAuthenticationOptions
        {
            TargetHost = host, ClientCertificates = Own() is { } own ? new X509CertificateCollection { own } : null,
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

    private X509Certificate2? Own()
    {
        if (Certificate is null && Key is null) { return null; }
        if (Certificate is null || Key is null) { throw new WeirException("a certificate and its key belong together"); }
        return Read(() => X509Certificate2.CreateFromPemFile(Certificate, Key), Certificate);
    }

    private X509Certificate2Collection? Trusted()
    {
        if (Authority is null) { return null; }
        return Read(() =>
        {
            X509Certificate2Collection found = new();
            found.ImportFromPemFile(Authority);
            return found.Count > 0 ? found : throw new CryptographicException("no certificate is in it");
        }, Authority);
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
