using System.Runtime.CompilerServices;

namespace Weir.Switching;

/// <summary>Keys of the kernel's table that have something in common: nearly always none or one, which takes no memory beside this. Not safe for several threads.</summary>
internal struct FlowSet
{
    // Null, the only one, or a set of several.
    private object? _held;

    /// <summary>True when there is none.</summary>
    public readonly bool IsEmpty => _held is null;

    /// <summary>Adds one that is not there.</summary>
    public void Add(CachedFlow flow)
    {
        switch (_held)
        {
            case null: _held = flow; break;
            case CachedFlow only: _held = new HashSet<CachedFlow> { only, flow }; break;
            default: Unsafe.As<HashSet<CachedFlow>>(_held).Add(flow); break;
        }
    }

    /// <summary>Takes one away, if it is there.</summary>
    public void Remove(CachedFlow flow)
    {
        if (ReferenceEquals(_held, flow)) { _held = null; }
        if (_held is HashSet<CachedFlow> several && several.Remove(flow) && several.Count == 0) { _held = null; }
    }

    /// <summary>All of them as they are now.</summary>
    public readonly CachedFlow[] ToArray() => _held switch
    {
        null => [],
        CachedFlow only => [only],
        _ => [.. Unsafe.As<HashSet<CachedFlow>>(_held)],
    };
}
