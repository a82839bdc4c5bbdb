using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Weir.Dashboard.Access;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Resources;
using Weir.Dashboard.Runs;
using Weir.Dashboard.Serving;

namespace Weir.Dashboard;

/// <summary>Serves the dashboard until it is disposed. While nobody is connected it does nothing.</summary>
internal sealed class DashboardServer : IAsyncDisposable
{
    private const int ConnectionLimit = 256;
    private const long BodyLimit = 1 << 20;
    private static readonly TimeSpan s_stopLimit = TimeSpan.FromSeconds(1);

    /// <summary>How long a connection may wait for a request, and a request for its headers.</summary>
    private static readonly TimeSpan s_idleLimit = TimeSpan.FromSeconds(10);


    private readonly WebApplication _app;
    private readonly X509Certificate2? _certificate;

    private DashboardServer(WebApplication app, X509Certificate2? certificate, DashboardOptions options, AccessToken token)
    {
        _app = app;
        _certificate = certificate;
        Token = token.Text;
        Fingerprint = certificate is null ? null : ServerCertificate.Fingerprint(certificate);
        int port = new Uri(app.Urls.First()).Port;
        IPAddress address = options.Listen;
        string host = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? Environment.MachineName : address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
        Root = new Uri($"{(certificate is null ? "http" : "https")}://{host}:{port}/");
    }

    /// <summary>Where it listens.</summary>
    public Uri Root { get; }

    /// <summary>What opens it.</summary>
    public string Token { get; }

    /// <summary>The address for a browser, with the token.</summary>
    public string Address => $"{Root}?token={Token}";

    /// <summary>The SHA-256 fingerprint of its certificate; null when it is not encrypted.</summary>
    public string? Fingerprint { get; }

    /// <summary>Begins to serve.</summary>
    /// <exception cref="WeirException">The address cannot be listened at, or the certificate cannot be used.</exception>
    public static async Task<DashboardServer> StartAsync(DashboardOptions options, CancellationToken cancellation)
    {
        var token = new AccessToken();
        X509Certificate2? certificate = options.IsEncrypted ? ServerCertificate.Of(options) : null;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [], ContentRootPath = AppContext.BaseDirectory, EnvironmentName = Environments.Production });
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options, certificate));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_stopLimit);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, DashboardJson.Default));
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict;
        });
        builder.Services.AddOpenApi(ApiDocument.Configure);
        // Signals belong to the command.
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        var views = new RunViews(options);
        builder.Services.AddSingleton(views);
        builder.Services.AddSingleton(new RunSummaries(views));
        WebApplication app = builder.Build();
        Map(app, options, token, certificate);
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
            return new DashboardServer(app, certificate, options, token);
        }
        catch (Exception fault)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            certificate?.Dispose();
            if (fault is IOException or SocketException or UnauthorizedAccessException) { throw new WeirException($"the dashboard cannot listen at {options.Listen} port {options.Port}: {fault.Message} (--port says another; without it a free one is taken)", 3, fault); }
            throw;
        }
    }

    /// <summary>Ends it; clients that are connected are cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(s_stopLimit);
        await _app.StopAsync(limit.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _certificate?.Dispose();
    }

    private static void Configure(KestrelServerOptions kestrel, DashboardOptions options, X509Certificate2? certificate)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = ConnectionLimit;
        kestrel.Limits.MaxRequestBodySize = BodyLimit;
        // Whoever connects and says nothing takes one of the places.
        kestrel.Limits.KeepAliveTimeout = s_idleLimit;
        kestrel.Limits.RequestHeadersTimeout = s_idleLimit;
        kestrel.Listen(options.Listen, options.Port, listen =>
        {
            if (certificate is not null) { listen.UseHttps(https => (https.ServerCertificate, https.ServerCertificateChain) = (certificate, ServerCertificate.ChainOf(options))); }
        });
    }

    private static void Map(WebApplication app, DashboardOptions options, AccessToken token, X509Certificate2? certificate)
    {
        app.Use(next => context => SecurityHeaders.AddAsync(context, next));
        app.Use(next => context => FaultBorder.PassAsync(context, next));
        app.Use(next => context => new HostGate(options.Listen, certificate).PassAsync(context, next));
        app.Use(next => context => new TokenGate(token).PassAsync(context, next));
        app.UseRouting();
        RouteGroupBuilder api = app.MapGroup("/api").WithTags("runs");
        foreach (IApiResource resource in ApiResources.All) { resource.Map(api); }
        app.MapOpenApi("/api/openapi.json");
        PageServing.Map(app);
    }
}
