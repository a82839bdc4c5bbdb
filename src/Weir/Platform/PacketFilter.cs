using System.Runtime.InteropServices;
using Weir.Wire.Frames;

namespace Weir.Platform;

/// <summary>A filter in the language of <c>pcap-filter(7)</c>, compiled: instructions for the kernel, and a test for frames that are here already. Safe for several threads; not after <see cref="Dispose"/>.</summary>
public sealed unsafe class PacketFilter : IDisposable
{
    private const int SnapLength = 262_144;
    private const uint NetmaskUnknown = uint.MaxValue;

    // libpcap's parser kept state in globals until 1.8; one compilation at a time costs nothing.
    private static readonly Lock s_compiling = new();

    private LibPcap.Program* _program;

    private PacketFilter(string text, LibPcap.Program* program)
    {
        Text = text;
        _program = program;
    }

    /// <summary>The filter as it was written.</summary>
    public string Text { get; }

    /// <summary>The instructions of the classic BPF machine, one a number: code (16 bits, lowest), jump if true, jump if false (8 each), operand (32), as struct sock_filter has them.</summary>
    public ReadOnlySpan<ulong> Instructions => _program is null ? [] : new ReadOnlySpan<ulong>(_program->Instructions, (int)_program->Count);

    /// <summary>Compiles a filter for frames that begin as <paramref name="linkType"/> says.</summary>
    /// <exception cref="WeirException">It is no filter (the message says why), or libpcap is not installed (exit code 3).</exception>
    public static PacketFilter Compile(string text, LinkType linkType = LinkType.Ethernet)
    {
        try
        {
            lock (s_compiling) { return CompileHere(text, linkType); }
        }
        catch (DllNotFoundException missing)
        {
            throw WeirException.Lacking($"the filter '{text}' needs libpcap to be understood: install it (Debian: apt-get install libpcap0.8)", MachineCapability.CaptureFilters, missing);
        }
    }

    /// <summary>True when a frame passes. <paramref name="originalLength"/> is its length on the wire in bytes.</summary>
    public bool Matches(ReadOnlySpan<byte> frame, int originalLength)
    {
        ObjectDisposedException.ThrowIf(_program is null, this);
        var header = new LibPcap.PacketHeader { Captured = (uint)frame.Length, Length = (uint)originalLength };

        // Safe: the span is pinned for the call, and the header gives its length, beyond which the filter machine does not read.
        fixed (byte* bytes = frame) { return LibPcap.Matches(_program, &header, bytes) != 0; }
    }

    /// <summary>Frees the instructions. Twice is harmless.</summary>
    public void Dispose()
    {
        if (_program is null) { return; }
        LibPcap.FreeCode(_program);
        NativeMemory.Free(_program);
        _program = null;
    }

    private static PacketFilter CompileHere(string text, LinkType linkType)
    {
        nint handle = LibPcap.OpenDead((int)linkType, SnapLength);
        if (handle == 0) { throw new WeirException($"the filter '{text}' cannot be compiled for frames of the link type {(int)linkType}"); }
        var program = (LibPcap.Program*)NativeMemory.AllocZeroed((nuint)sizeof(LibPcap.Program));
        try
        {
            if (LibPcap.Compile(handle, program, text, 1, NetmaskUnknown) == 0) { return new PacketFilter(text, program); }
            string why = Marshal.PtrToStringUTF8((nint)LibPcap.Error(handle)) ?? "";
            NativeMemory.Free(program);
            throw new WeirException($"'{text}' is no filter: {why} (the language is that of tcpdump, such as 'tcp port 80 and host 10.1.0.3')");
        }
        finally
        {
            LibPcap.Close(handle);
        }
    }
}
