using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Weir.Dashboard.Access;

namespace Weir.Tests.Dashboard;

/// <summary>Who may ask a dashboard: whoever has its token, under its own name, and no page of another site.</summary>
public sealed class AccessTests
{
    [Fact]
    public async Task Without_the_token_nothing_is_told_and_the_answer_says_how()
    {
        await using DashboardClient dashboard = await DashboardClient.StartAsync("/nowhere");
        using HttpClient stranger = dashboard.Stranger();
        foreach (string path in (string[])["", "api/runs", "api/openapi.json", "?token=0123456789abcdef0123456789abcdef"])
        {
            using HttpResponseMessage answer = await stranger.GetAsync(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("?token=");
        }

        stranger.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", dashboard.Server.Token[..31] + "x");
        (await stranger.GetAsync("api/runs")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await dashboard.GetAsync("/runs")).GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task The_printed_address_becomes_a_cookie_and_a_cookie_alone_does_nothing_to_a_run()
    {
        await using DashboardClient dashboard = await DashboardClient.StartAsync("/nowhere");
        using HttpClient browser = dashboard.Stranger();
        using HttpResponseMessage first = await browser.GetAsync(dashboard.Server.Address);
        first.StatusCode.ShouldBe(HttpStatusCode.Found);
        first.Headers.Location!.OriginalString.ShouldBe("/");
        string cookie = first.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=lax");
        browser.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        using HttpResponseMessage page = await browser.GetAsync("");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'self'");
        page.Headers.CacheControl!.NoStore.ShouldBeTrue();
        using HttpResponseMessage forged = await browser.PostAsync("api/runs/x/down", null);
        forged.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        browser.DefaultRequestHeaders.Add("X-Weir", "1");
        using HttpResponseMessage meant = await browser.PostAsync("api/runs/x/down", null);
        meant.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("evil.example", 421)]
    [InlineData("evil.example:80", 421)]
    [InlineData("192.0.2.1", 421)]
    [InlineData("localhost", 200)]
    [InlineData("[::1]", 200)]
    public async Task A_name_that_was_made_to_lead_here_is_refused(string host, int status)
    {
        await using DashboardClient dashboard = await DashboardClient.StartAsync("/nowhere");
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/runs");
        request.Headers.Host = host;
        using HttpResponseMessage answer = await dashboard.Http.SendAsync(request);
        ((int)answer.StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task IPv6_works_as_IPv4_does()
    {
        if (!Socket.OSSupportsIPv6) { Assert.Skip("this machine has no IPv6"); }
        await using DashboardClient dashboard = await DashboardClient.StartAsync("/nowhere", options => options with { Listen = IPAddress.IPv6Loopback });
        dashboard.Server.Address.ShouldStartWith("http://[::1]:");
        (await dashboard.GetAsync("/runs")).GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Other_machines_are_served_with_TLS_and_the_printed_fingerprint_is_the_certificates()
    {
        await using DashboardClient dashboard = await DashboardClient.StartAsync("/nowhere", options => options with { Listen = IPAddress.Any });
        dashboard.Server.Root.Scheme.ShouldBe("https");
        string? seen = null;
        using var http = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => (seen = ServerCertificate.Fingerprint(certificate!)) is not null });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", dashboard.Server.Token);
        (await http.GetStringAsync($"https://127.0.0.1:{dashboard.Server.Root.Port}/api/runs")).ShouldBe("[]");
        seen.ShouldBe(dashboard.Server.Fingerprint);
    }

    [Fact]
    public async Task A_certificate_of_the_users_own_is_served()
    {
        string folder = Directory.CreateTempSubdirectory("weir-tls-").FullName;
        try
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using X509Certificate2 own = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
            string certificate = Path.Combine(folder, "certificate.pem"), secret = Path.Combine(folder, "key.pem");
            File.WriteAllText(certificate, own.ExportCertificatePem());
            File.WriteAllText(secret, key.ExportPkcs8PrivateKeyPem());
            await using DashboardClient dashboard = await DashboardClient.StartAsync("/nowhere", options => options with { Certificate = certificate, Key = secret });
            dashboard.Server.Fingerprint.ShouldBe(ServerCertificate.Fingerprint(own));
            WeirException wrong = await Should.ThrowAsync<WeirException>(() => DashboardClient.StartAsync("/nowhere", options => options with { Certificate = secret }));
            wrong.Message.ShouldContain("--certificate");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_certificate_with_the_chain_to_its_root_serves_the_names_that_are_in_it()
    {
        string folder = Directory.CreateTempSubdirectory("weir-chain-").FullName;
        try
        {
            DateTimeOffset now = DateTimeOffset.UtcNow;
            using ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256), middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256), key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using X509Certificate2 root = Authority("CN=root", rootKey).CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
            using X509Certificate2 middle = Authority("CN=middle", middleKey).Create(root, now.AddDays(-1), now.AddDays(2), [1]).CopyWithPrivateKey(middleKey);
            var request = new CertificateRequest("CN=anything", key, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("dash.example.org");
            request.CertificateExtensions.Add(names.Build());
            using X509Certificate2 leaf = request.Create(middle, now.AddDays(-1), now.AddDays(1), [2]);
            string certificate = Path.Combine(folder, "fullchain.pem"), secret = Path.Combine(folder, "key.pem");
            File.WriteAllText(certificate, leaf.ExportCertificatePem() + "\n" + middle.ExportCertificatePem());
            File.WriteAllText(secret, key.ExportPkcs8PrivateKeyPem());
            await using DashboardClient dashboard = await DashboardClient.StartAsync("/nowhere", options => options with { Listen = IPAddress.Any, Certificate = certificate, Key = secret });
            var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
            trust.CustomTrustStore.Add(root);
            using var http = new HttpClient(new SocketsHttpHandler
            {
                SslOptions = { CertificateChainPolicy = trust },
                ConnectCallback = async (_, cancellation) =>
                {
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                    await socket.ConnectAsync(IPAddress.Loopback, dashboard.Server.Root.Port, cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            });
            using HttpResponseMessage answer = await http.GetAsync(new Uri($"https://dash.example.org:{dashboard.Server.Root.Port}/api/runs"), TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "it is called so, and wants its token");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_in_a_sentence()
    {
        await using DashboardClient dashboard = await DashboardClient.StartAsync("/nowhere");
        WeirException taken = await Should.ThrowAsync<WeirException>(() => DashboardClient.StartAsync("/nowhere", options => options with { Port = dashboard.Server.Root.Port }));
        taken.Message.ShouldContain("--port");
        taken.ExitCode.ShouldBe(3);
    }

    [Fact]
    public async Task Requests_that_are_no_HTTP_and_clients_that_vanish_disturb_nobody()
    {
        await using DashboardClient dashboard = await DashboardClient.StartAsync("/nowhere");
        foreach (string nonsense in (string[])["\0\0\0\0", "GET / HTTP/9.9\r\n\r\n", "GET /api/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999999999999\r\n\r\n", "GET /api/runs/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + dashboard.Server.Token + "\r\n\r\n"])
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, dashboard.Server.Root.Port);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(nonsense));
        }

        (await dashboard.GetAsync("/runs")).GetArrayLength().ShouldBe(0);
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request;
    }
}
