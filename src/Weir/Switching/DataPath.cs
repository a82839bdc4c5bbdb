using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Weir.Platform;
using Weir.Wire.Netlink;

namespace Weir.Switching;

/// <summary>
/// The way of packets through a switch: the program at each port, the table that it looks into, the tap by which packets come up that it does not know, and the socket by which they go out again. All of it is held by
/// descriptors of this process, and goes with it. Not safe for several threads, but for <see cref="TryRead"/>, which one may call beside the others.
/// </summary>
internal sealed class DataPath : IDisposable
{
    /// <summary>Most keys in the kernel's table.</summary>
    public const int Capacity = 65_536;

    /// <summary>Packets that wait to be read from the tap; what comes then is dropped, and the tap counts it.</summary>
    public const int QueueLength = 4096;

    // linux/if_tun.h: TUN_F_CSUM, TSO4, TSO6, TSO_ECN, USO4, USO6.
    private const uint Offloads = 0x6f, OffloadsWithoutUdp = 0x0f;

    private const int BatchEntries = 1024;

    private readonly NetworkNamespace _space;
    private readonly SafeFileHandle _tap;
    private readonly BpfMap _flows, _counters, _meters;
    private readonly BpfProgram _program;
    private readonly FrameOutput _output;
    private readonly Dictionary<int, BpfLink> _links = [];
    private readonly byte[] _keys = new byte[BatchEntries * FlowKey.KernelSize];
    private readonly byte[] _values = new byte[BatchEntries * CachedActions.Size];

    /// <summary>Makes a data path without ports.</summary>
    /// <param name="space">The namespace that its ports are in.</param>
    /// <param name="tapName">The name of its tap device there.</param>
    /// <exception cref="WeirException">The kernel refuses (exit code 3).</exception>
    public DataPath(NetworkNamespace space, string tapName)
    {
        _space = space;
        _tap = space.Run(() => TapDescriptor.Open(tapName));
        try
        {
            TapIndex = space.Routes.Links().First(link => link.Name == tapName).Index;
            var batch = new RouteBatch();
            batch.ChangeLink(new LinkRequest { Index = TapIndex, LinkLocalAddress = false, QueueLength = QueueLength });
            batch.ChangeLink(new LinkRequest { Index = TapIndex, Up = true });
            space.Routes.Send(batch);
            Descriptor = (int)_tap.DangerousGetHandle();
            if (TapDescriptor.Offload(Descriptor, Offloads) < 0) { _ = TapDescriptor.Offload(Descriptor, OffloadsWithoutUdp); }
            _flows = BpfMap.CreateHash("weir_flows", FlowKey.KernelSize, CachedActions.Size, Capacity);
            _counters = BpfMap.CreateArray("weir_counters", DataPathProgram.CountersSize, 1);
            _meters = BpfMap.CreateSharedArray("weir_meters", Unsafe.SizeOf<MeterState>(), MeterTable.Capacity + 1);
            Meters = new BpfMemory(_meters);
            _program = BpfProgram.Load("weir_switch", DataPathProgram.Write(_flows.Descriptor, _counters.Descriptor, _meters.Descriptor, TapIndex));
            _output = space.Run(FrameOutput.Open);
        }
        catch
        {
            _program?.Dispose();
            _flows?.Dispose();
            _counters?.Dispose();
            Meters?.Dispose();
            _meters?.Dispose();
            _tap.Dispose();
            throw;
        }
    }

    /// <summary>The number of the tap's interface.</summary>
    public int TapIndex { get; }

    /// <summary>What becomes readable when packets come up.</summary>
    public int Descriptor { get; }

    /// <summary>The states of meters, which the program shares.</summary>
    public BpfMemory Meters { get; }

    /// <summary>Frames that no interface took.</summary>
    public long NotSent { get; private set; }

    /// <summary>Packets that came up, and packets that the program had to drop.</summary>
    public (long Up, long Failed) Counts
    {
        get
        {
            Span<byte> value = stackalloc byte[DataPathProgram.CountersSize];
            _counters.TryGet(stackalloc byte[sizeof(int)], value);
            return (MemoryMarshal.Read<long>(value[DataPathProgram.UpAt..]), MemoryMarshal.Read<long>(value[DataPathProgram.FailedAt..]));
        }
    }

    /// <summary>Packets that were to come up and found the queue full.</summary>
    public long Overflown => (long)(_space.Routes.Links().FirstOrDefault(link => link.Index == TapIndex)?.Statistics?.SendDropped ?? 0);

    /// <summary>Puts the program at a port's interface.</summary>
    /// <exception cref="WeirException">The kernel refuses.</exception>
    public void Attach(int index) => _links.Add(index, _space.Run(() => BpfLink.Attach(_program, index)));

    /// <summary>Takes the program from a port's interface.</summary>
    public void Detach(int index)
    {
        if (_links.Remove(index, out BpfLink? link)) { link.Dispose(); }
    }

    /// <summary>Tells the kernel what to do with the packets of a key; false when its table is full. <paramref name="key"/> has the interface's number as its port.</summary>
    public bool TryAdd(in FlowKey key, in CachedActions actions) =>
        _flows.Set(FlowKey.ReadOnly(in key)[..FlowKey.KernelSize], MemoryMarshal.AsBytes(new ReadOnlySpan<CachedActions>(in actions))) == 0;

    /// <summary>What becomes of the packets of a key, and what they counted until now; false when the kernel does not know it.</summary>
    public bool TryGet(in FlowKey key, out CachedActions actions)
    {
        actions = default;
        return _flows.TryGet(FlowKey.ReadOnly(in key)[..FlowKey.KernelSize], MemoryMarshal.AsBytes(new Span<CachedActions>(ref actions)));
    }

    /// <summary>Takes a key away, and gives what its packets counted until now; false when it was not there.</summary>
    public bool TryRemove(in FlowKey key, out CachedActions last)
    {
        last = default;
        return _flows.TryTake(FlowKey.ReadOnly(in key)[..FlowKey.KernelSize], MemoryMarshal.AsBytes(new Span<CachedActions>(ref last)));
    }

    /// <summary>Calls <paramref name="visit"/> for every key of the kernel's table with what its packets counted.</summary>
    public void Visit(Action<FlowKey, ulong, ulong> visit)
    {
        uint position = 0;
        bool begins = true, more = true;
        while (more)
        {
            int count = _flows.GetMany(ref position, begins, _keys, _values, out more);
            begins = false;
            for (int i = 0; i < count; i++)
            {
                FlowKey key = default;
                _keys.AsSpan(i * FlowKey.KernelSize, FlowKey.KernelSize).CopyTo(key.Bytes);
                ReadOnlySpan<ulong> counters = MemoryMarshal.Cast<byte, ulong>(_values.AsSpan(i * CachedActions.Size, 16));
                visit(key, counters[0], counters[1]);
            }
        }
    }

    /// <summary>Reads a packet that came up: its length for <see cref="SwitchFrame.TryBegin(int)"/>, or below zero the error (-11 when none waits).</summary>
    public int TryRead(SwitchFrame frame) => TapDescriptor.Read(Descriptor, frame.Target, default);

    /// <summary>Sends a frame out by an interface.</summary>
    public void Send(int index, SwitchFrame frame)
    {
        if (!_output.TrySend(index, frame.HeaderAndBytes)) { NotSent++; }
    }

    /// <summary>Takes it all away.</summary>
    public void Dispose()
    {
        foreach (BpfLink link in _links.Values) { link.Dispose(); }
        _links.Clear();
        _output.Dispose();
        _program.Dispose();
        _flows.Dispose();
        _counters.Dispose();
        Meters.Dispose();
        _meters.Dispose();
        _tap.Dispose();
    }
}
