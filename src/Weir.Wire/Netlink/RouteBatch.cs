namespace Weir.Wire.Netlink;

/// <summary>
/// Requests to rtnetlink that are sent together, in this order, each with a few words that name it in an error ("creating veth h1-eth0"). Keeps their bytes; nothing is sent from
/// here. Not safe for several threads.
/// </summary>
public sealed class RouteBatch
{
    private readonly NetlinkWriter _writer = new();
    private readonly List<(string What, int End)> _requests = [];

    /// <summary>How many requests it holds.</summary>
    public int Count => _requests.Count;

    /// <summary>The bytes of all requests. Request n has sequence number n + 1.</summary>
    public ReadOnlyMemory<byte> Written => _writer.Written;

    /// <summary>What request <paramref name="number"/> (from 0) does.</summary>
    public string What(int number) => _requests[number].What;

    /// <summary>Where request <paramref name="number"/> (from 0) ends in <see cref="Written"/>.</summary>
    public int End(int number) => _requests[number].End;

    /// <summary>Forgets all requests and keeps the memory.</summary>
    public void Clear()
    {
        _writer.Clear();
        _requests.Clear();
    }

    /// <summary>Makes an interface; an error when it is there.</summary>
    public void CreateLink(LinkRequest link) => Add($"creating {link.Kind} {link.Name}", (w, seq) => link.WriteCreate(w, NetlinkFlags.None, seq));

    /// <summary>Changes an interface, named by its number or else by its name.</summary>
    public void ChangeLink(LinkRequest link) => Add($"changing {Named(link)}", (w, seq) => link.WriteChange(w, NetlinkFlags.None, seq));

    /// <summary>Deletes an interface by its number; of a veth pair both ends.</summary>
    public void DeleteLink(int index) => Add($"deleting interface {index}", (w, seq) => WriteLink(w, NetlinkMessageType.DeleteLink, seq, index));

    /// <summary>Deletes an interface by its name; of a veth pair both ends.</summary>
    public void DeleteLink(string name) => Add($"deleting {name}", (w, seq) =>
    {
        w.Begin(NetlinkMessageType.DeleteLink, NetlinkFlags.None, seq);
        w.Take(LinkAttribute.HeaderSize);
        w.Text(LinkAttribute.Name, name);
        w.End();
    });

    /// <summary>Deletes all interfaces of a group at once, which takes hardly longer than one; an error when there is none. Group 0 holds every interface that was given no other.</summary>
    public void DeleteGroup(uint group) => Add($"deleting the interfaces of group {group}", (w, seq) =>
    {
        w.Begin(NetlinkMessageType.DeleteLink, NetlinkFlags.None, seq);
        w.Take(LinkAttribute.HeaderSize);
        w.UInt32(LinkAttribute.Group, group);
        w.End();
    });

    /// <summary>Gives an interface other names, at most 127 bytes each, by which it can be found too.</summary>
    public void AddAlternativeNames(int index, params IReadOnlyList<string> names) => Add($"naming interface {index} {string.Join(", ", names)}", (w, seq) =>
    {
        w.Begin(NetlinkMessageType.NewLinkProperty, NetlinkFlags.Create | NetlinkFlags.Exclusive, seq);
        System.Runtime.InteropServices.MemoryMarshal.Write(w.Take(LinkAttribute.HeaderSize)[4..], index);
        int properties = w.BeginNested(LinkAttribute.Properties);
        foreach (string name in names) { w.Text(LinkAttribute.AlternativeName, name); }
        w.EndNested(properties);
        w.End();
    });

    /// <summary>Adds an address; an error when it is there.</summary>
    public void AddAddress(InterfaceAddress address) =>
        Add($"adding address {address} to interface {address.Index}", (w, seq) => address.Write(w, NetlinkMessageType.NewAddress, NetlinkFlags.Create | NetlinkFlags.Exclusive, seq));

    /// <summary>Deletes an address.</summary>
    public void DeleteAddress(InterfaceAddress address) =>
        Add($"deleting address {address} from interface {address.Index}", (w, seq) => address.Write(w, NetlinkMessageType.DeleteAddress, NetlinkFlags.None, seq));

    /// <summary>Adds a route; an error when it is there.</summary>
    public void AddRoute(Route route) => Add($"adding route {route}", (w, seq) => route.Write(w, NetlinkMessageType.NewRoute, NetlinkFlags.Create | NetlinkFlags.Exclusive, seq));

    /// <summary>Adds a route in place of the one with the same destination and metric, if there is one.</summary>
    public void ReplaceRoute(Route route) => Add($"replacing route {route}", (w, seq) => route.Write(w, NetlinkMessageType.NewRoute, NetlinkFlags.Create | NetlinkFlags.Replace, seq));

    /// <summary>Deletes a route.</summary>
    public void DeleteRoute(Route route) => Add($"deleting route {route}", (w, seq) => route.Write(w, NetlinkMessageType.DeleteRoute, NetlinkFlags.None, seq));

    /// <summary>Adds a neighbour, or changes it.</summary>
    public void SetNeighbour(Neighbour neighbour) =>
        Add($"setting neighbour {neighbour}", (w, seq) => neighbour.Write(w, NetlinkMessageType.NewNeighbour, NetlinkFlags.Create | NetlinkFlags.Replace, seq));

    /// <summary>Deletes a neighbour.</summary>
    public void DeleteNeighbour(Neighbour neighbour) => Add($"deleting neighbour {neighbour}", (w, seq) => neighbour.Write(w, NetlinkMessageType.DeleteNeighbour, NetlinkFlags.None, seq));

    /// <summary>Makes a queue discipline, in place of another at the same parent if there is one; changes it, without touching what waits in it, when there is one of the same handle and kind.</summary>
    public void SetQueue(QueueDiscipline queue) =>
        Add($"setting {queue.Kind} at interface {queue.Index}", (w, seq) => queue.Write(w, NetlinkMessageType.NewQueue, NetlinkFlags.Create | NetlinkFlags.Replace, seq));

    /// <summary>Deletes the queue discipline at the exit of an interface, with what waits in it; the kernel puts back the interface's usual one.</summary>
    public void DeleteQueue(int index) =>
        Add($"deleting the queue of interface {index}", (w, seq) => new QueueDiscipline(index, null).Write(w, NetlinkMessageType.DeleteQueue, NetlinkFlags.None, seq));

    /// <summary>Adds a request that <paramref name="write"/> writes as exactly one message with the sequence number that it is given.</summary>
    public void Add(string what, Action<NetlinkWriter, uint> write)
    {
        write(_writer, (uint)Count + 1);
        _requests.Add((what, _writer.Written.Length));
    }

    private static string Named(LinkRequest link) => link.Name is null ? $"interface {link.Index}" : link.Index == 0 ? link.Name : $"interface {link.Index} ({link.Name})";

    private static void WriteLink(NetlinkWriter writer, NetlinkMessageType type, uint sequence, int index)
    {
        writer.Begin(type, NetlinkFlags.None, sequence);
        System.Runtime.InteropServices.MemoryMarshal.Write(writer.Take(LinkAttribute.HeaderSize)[4..], index);
        writer.End();
    }
}
