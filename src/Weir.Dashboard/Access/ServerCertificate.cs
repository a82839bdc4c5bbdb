using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Weir.Dashboard.Access;

/// <summary>The certificate of an encrypted server: the user's, or one that is made for it and lives as long as it.</summary>
internal static class ServerCertificate
{
    /// <summary>Reads the certificate and key of the options, or makes one.</summary>
    /// <exception cref="WeirException">A file cannot be read, or is no certificate.</exception>
    public static X509Certificate2 Of(DashboardOptions options)
    {
        if (options.Certificate is not { } file) { return Make(options); }
        try
        {
            return options.Key is { } key ? X509Certificate2.CreateFromPemFile(file, key) : X509Certificate2.CreateFromPemFile(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new WeirException($"{file}: the certificate cannot be used: {fault.Message} (two PEM files are needed: --certificate FILE --key FILE)", 2, fault);
        }
    }

    /// <summary>The certificates of the options' file, the server's own first and those that lead to a root behind it; null for one that was made here.</summary>
    public static X509Certificate2Collection? ChainOf(DashboardOptions options)
    {
        if (options.Certificate is not { } file) { return null; }
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(file);
        return chain;
    }

    /// <summary>The SHA-256 fingerprint as browsers show it.</summary>
    public static string Fingerprint(X509Certificate2 certificate) => string.Join(':', SHA256.HashData(certificate.RawData).Select(one => one.ToString("X2", System.Globalization.CultureInfo.InvariantCulture)));

    private static X509Certificate2 Make(DashboardOptions options)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=weir dashboard on {Environment.MachineName}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Environment.MachineName);
        if (!options.Listen.Equals(IPAddress.Any) && !options.Listen.Equals(IPAddress.IPv6Any)) { names.AddIpAddress(options.Listen); }
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        DateTimeOffset now = options.Time.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(90));
    }
}
