using Weir.Platform;

namespace Weir.Cli.Captures;

/// <summary>
/// The memory of <see cref="FlowFiles"/>: blocks of one size, which never become more. One that was given back last is taken first, as it is still in a cache, and as memory that was never touched costs a fault of the kernel.
/// Blocks of one owner are a chain. Safe for several threads; a chain has one owner at a time.
/// </summary>
internal sealed class FlowBlocks(int count)
{
    public const int Size = 4096;
    private const int End = -1;
    private readonly int[] _next = new int[count];
    private readonly Lock _gate = new(); // _free, _fresh, _available
    private byte[] _memory = [];
    private int _free = End;
    private int _fresh;
    private int _available = count;

    /// <summary>Blocks in all.</summary>
    public int Count { get; } = count;

    /// <summary>Blocks that nobody has.</summary>
    public int Available => Volatile.Read(ref _available);

    /// <summary>The memory of a block.</summary>
    public Memory<byte> this[int block] => _memory.AsMemory(block * Size, Size);

    /// <summary>The block behind another in its chain.</summary>
    public int After(int block) => _next[block];

    /// <summary>Takes a block as a new chain; false when none is left.</summary>
    public bool TryTake(out int block)
    {
        lock (_gate)
        {
            block = _free;
            if (block != End) { _free = _next[block]; }
            else if (_fresh < Count)
            {
                if (_fresh == 0) { _memory = HugePages.Allocate(Count * Size); }
                block = _fresh++;
            }
            else { return false; }

            _available--;
            return true;
        }
    }

    /// <summary>Puts a block behind the last one of a chain.</summary>
    public void Join(int last, int block) => _next[last] = block;

    /// <summary>Gives a whole chain back.</summary>
    public void Return(int first, int last, int blocks)
    {
        lock (_gate)
        {
            _next[last] = _free;
            _free = first;
            _available += blocks;
        }
    }
}
