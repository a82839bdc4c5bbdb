using System.Net;
using Weir.Running;

namespace Weir.Dashboard;

/// <summary>How a dashboard is served.</summary>
internal sealed record DashboardOptions
{
    /// <summary>The folder with the runs.</summary>
    public required string Home { get; init; }

    /// <summary>Where living runs are found.</summary>
    public required RunRegistry Registry { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The version of Weir.</summary>
    public required string Version { get; init; }

    /// <summary>The run that the server belongs to; null when it shows runs alone.</summary>
    public string? Current { get; init; }

    /// <summary>The address to listen at. Another than loopback is served with TLS.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 for one that is free.</summary>
    public int Port { get; init; }

    /// <summary>PEM file with the certificate of the server; null for none, or for one that the server makes when it needs it.</summary>
    public string? Certificate { get; init; }

    /// <summary>PEM file with the certificate's key.</summary>
    public string? Key { get; init; }

    /// <summary>True when everything is encrypted.</summary>
    public bool IsEncrypted => Certificate is not null || !IPAddress.IsLoopback(Listen);
}
