using Weir.Wire.Frames;

namespace Weir.Processing;

/// <summary>
/// Points of observation whose frames are put together, because each frame is seen at one of them only. At a switch that is looked at in one direction, what a node sends is seen where it comes in, and what its peer answers
/// at the peer's port: only the two ports together have the conversation. The frames of all ports of a place then take one path, and this remembers at which port each address is. Used by one thread at a time.
/// </summary>
public sealed class JoinedPoints
{
    /// <summary>Addresses that are remembered: as many as a monitor tells apart. Whose address found no room is at no port.</summary>
    private const int MaxAddresses = 16_384;

    private readonly IReadOnlyDictionary<string, string> _placeOf;
    private readonly bool _entering;
    private readonly Dictionary<CapturePoint, Port> _ports = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<CapturePoint, Place> _byPoint = new(ReferenceEqualityComparer.Instance);
    private Port? _last;
    private int _addresses;

    /// <summary>Joins points by their names.</summary>
    /// <param name="placeOf">The place of each point that is joined; others stay by themselves.</param>
    /// <param name="entering">True when frames are seen where they come into the place, so that a port is that of their sources; false where they leave it.</param>
    public JoinedPoints(IReadOnlyDictionary<string, string> placeOf, bool entering)
    {
        ArgumentNullException.ThrowIfNull(placeOf);
        _placeOf = placeOf;
        _entering = entering;
    }

    /// <summary>The point that the frames of <paramref name="point"/> are counted at: its place, or itself where it is not joined.</summary>
    internal CapturePoint PlaceOf(CapturePoint point) => PortOf(point)?.Place.Point ?? point;

    /// <summary>Notes what a frame at <paramref name="point"/> tells about where an address is.</summary>
    internal void See(CapturePoint point, in DecodedPacket packet)
    {
        if (!packet.HasTransport || PortOf(point) is not { } port) { return; }
        IpAddress address = _entering ? packet.Source : packet.Destination;
        if (port.HasSeen && port.LastSeen == address) { return; }
        (port.HasSeen, port.LastSeen) = (true, address);
        Dictionary<IpAddress, CapturePoint> known = port.Place.Addresses;
        if (_addresses < MaxAddresses && known.TryAdd(address, point)) { _addresses++; }
        else if (known.ContainsKey(address)) { known[address] = point; }
    }

    /// <summary>The ports of a place, in the order in which they were declared; none when it is no place.</summary>
    internal IReadOnlyList<CapturePoint> PortsOf(CapturePoint place) => _byPoint.TryGetValue(place, out Place? found) ? found.Ports : [];

    /// <summary>The port of a place at which an address is; null when it is not known yet.</summary>
    internal CapturePoint? PortOf(CapturePoint place, IpAddress address) => _byPoint.TryGetValue(place, out Place? found) ? found.Addresses.GetValueOrDefault(address) : null;

    private Port? PortOf(CapturePoint point)
    {
        if (_last is { } last && ReferenceEquals(last.Point, point)) { return last; }
        if (_ports.TryGetValue(point, out Port? port)) { return _last = port; }
        if (!_placeOf.TryGetValue(point.Name, out string? name)) { return null; }
        if (!_places.TryGetValue(name, out Place? place))
        {
            place = new Place(point with { Name = name });
            _places.Add(name, place);
            _byPoint.Add(place.Point, place);
        }

        place.Ports.Add(point);
        port = new Port(point, place);
        _ports.Add(point, port);
        return _last = port;
    }

    /// <summary>What is known of one port.</summary>
    private sealed class Port(CapturePoint point, Place place)
    {
        public CapturePoint Point { get; } = point;

        public Place Place { get; } = place;

        public bool HasSeen { get; set; }

        /// <summary>The address of the last frame: most ports have one.</summary>
        public IpAddress LastSeen { get; set; }
    }

    /// <summary>What is known of one place.</summary>
    private sealed class Place(CapturePoint point)
    {
        public CapturePoint Point { get; } = point;

        public List<CapturePoint> Ports { get; } = [];

        public Dictionary<IpAddress, CapturePoint> Addresses { get; } = [];
    }
}
