using Weir.Wire.Frames;

namespace Weir.Memory;

/// <summary>Sends echo requests under an identifier of its own, and hears what comes back for them.</summary>
internal sealed class EchoPort : IDisposable
{
    private readonly MemoryHost _host;

    /// <summary>Opens one; <paramref name="heard"/> is called for each reply and each error about a request.</summary>
    public EchoPort(MemoryHost host, Action<EchoEvent> heard)
    {
        _host = host;
        Heard = heard;
        Identifier = host.Open(this);
    }

    /// <summary>The identifier of its requests.</summary>
    public ushort Identifier { get; }

    /// <summary>Told of what comes back.</summary>
    public Action<EchoEvent> Heard { get; }

    /// <summary>Sends a request with some data; false when there is no route.</summary>
    public bool Send(IpAddress to, ushort sequence, ReadOnlySpan<byte> data)
    {
        if (!_host.TryRoute(to, out RouteChoice choice))
        {
            _host.Counters.NoRoute++;
            return false;
        }

        return _host.SendEcho(choice, to, Identifier, sequence, data);
    }

    /// <summary>Hears nothing more.</summary>
    public void Dispose() => _host.Close(this);
}
