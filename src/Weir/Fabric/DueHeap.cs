namespace Weir.Fabric;

/// <summary>The directions of one engine thread by the time at which they have something to do, so that a turn costs what is due and not what is there.</summary>
internal sealed class DueHeap
{
    private LinkPort[] _ports = new LinkPort[16];
    private int _count;

    /// <summary>The time of the first; <see cref="long.MaxValue"/> when nothing is to be done.</summary>
    public long NextDue => _count == 0 ? long.MaxValue : _ports[0].Due;

    /// <summary>The direction that is due first; only when <see cref="NextDue"/> names a time.</summary>
    public LinkPort First => _ports[0];

    /// <summary>Puts a direction in its place by its present due time; one with nothing to do is not kept.</summary>
    public void Update(LinkPort port)
    {
        long due = port.Direction.NextDue;
        if (due == port.Due && (port.Place >= 0) == (due != long.MaxValue)) { return; }
        port.Due = due;
        if (due == long.MaxValue)
        {
            Remove(port);
            return;
        }

        if (port.Place < 0)
        {
            if (_count == _ports.Length) { Array.Resize(ref _ports, _ports.Length * 2); }
            Put(port, _count++);
        }

        Up(port);
        Down(port);
    }

    /// <summary>Takes a direction out.</summary>
    public void Remove(LinkPort port)
    {
        if (port.Place < 0) { return; }
        int hole = port.Place;
        port.Place = -1;
        LinkPort last = _ports[--_count];
        _ports[_count] = null!;
        if (ReferenceEquals(last, port)) { return; }
        Put(last, hole);
        Up(last);
        Down(last);
    }

    private void Put(LinkPort port, int place)
    {
        _ports[place] = port;
        port.Place = place;
    }

    private void Up(LinkPort port)
    {
        while (port.Place > 0 && _ports[(port.Place - 1) / 2] is { } parent && port.Due < parent.Due) { Swap(port, parent); }
    }

    private void Down(LinkPort port)
    {
        while (true)
        {
            int child = (2 * port.Place) + 1;
            if (child >= _count) { return; }
            if (child + 1 < _count && _ports[child + 1].Due < _ports[child].Due) { child++; }
            if (_ports[child].Due >= port.Due) { return; }
            Swap(_ports[child], port);
        }
    }

    private void Swap(LinkPort a, LinkPort b)
    {
        int place = a.Place;
        Put(a, b.Place);
        Put(b, place);
    }
}
