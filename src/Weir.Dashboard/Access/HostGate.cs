using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Weir.Dashboard.Serving;

namespace Weir.Dashboard.Access;

/// <summary>Refuses requests that name another host than this server: a page of the web whose name was made to lead here (DNS rebinding) has its own name in them.</summary>
/// <param name="listen">Where this server listens.</param>
/// <param name="certificate">Its certificate, whose names are its own; null without encryption.</param>
internal sealed class HostGate(IPAddress listen, X509Certificate2? certificate)
{
    private readonly bool _any = listen.Equals(IPAddress.Any) || listen.Equals(IPAddress.IPv6Any);

    /// <summary>Passes on what is meant for this server.</summary>
    public Task PassAsync(HttpContext context, RequestDelegate next) => IsOurs(context.Request.Host.Host) ? next(context)
        : Problem.WriteAsync(context, StatusCodes.Status421MisdirectedRequest, $"this server is not called '{context.Request.Host.Host}'", "Use the address that it printed.");

    private bool IsOurs(string host)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address)) { return _any || address.Equals(listen) || (IPAddress.IsLoopback(listen) && IPAddress.IsLoopback(address)); }
        if (certificate is not null && Uri.CheckHostName(host) == UriHostNameType.Dns && certificate.MatchesHostname(host)) { return true; }
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? _any || IPAddress.IsLoopback(listen) : !IPAddress.IsLoopback(listen) && host.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase);
    }
}
