using System.Runtime.InteropServices;

namespace Weir.Platform;

/// <summary>The functions of libpcap that filters need. Only the library compiles the language of <c>pcap-filter(7)</c> as everybody knows it.</summary>
internal static unsafe partial class LibPcap
{
    private const string Library = "libpcap.so.0.8";

    /// <summary>struct bpf_program of pcap/bpf.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Program
    {
        public uint Count;
        public ulong* Instructions;
    }

    /// <summary>struct pcap_pkthdr of pcap/pcap.h, with the struct timeval of a 64-bit system.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PacketHeader
    {
        public long Seconds;
        public long Microseconds;
        public uint Captured;
        public uint Length;
    }

    [LibraryImport(Library, EntryPoint = "pcap_open_dead")]
    internal static partial nint OpenDead(int linkType, int snapLength);

    [LibraryImport(Library, EntryPoint = "pcap_compile", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Compile(nint handle, Program* program, string text, int optimise, uint netmask);

    [LibraryImport(Library, EntryPoint = "pcap_geterr")]
    internal static partial byte* Error(nint handle);

    [LibraryImport(Library, EntryPoint = "pcap_offline_filter")]
    internal static partial int Matches(Program* program, PacketHeader* header, byte* packet);

    [LibraryImport(Library, EntryPoint = "pcap_freecode")]
    internal static partial void FreeCode(Program* program);

    [LibraryImport(Library, EntryPoint = "pcap_close")]
    internal static partial void Close(nint handle);
}
