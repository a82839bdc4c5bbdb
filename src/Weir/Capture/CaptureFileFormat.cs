namespace Weir.Capture;

/// <summary>Formats that <see cref="CaptureWriter"/> writes.</summary>
public enum CaptureFileFormat
{
    /// <summary>pcapng: several points with names, times in nanoseconds, comments, secrets, statistics.</summary>
    Pcapng,
    /// <summary>pcap with times in microseconds: what every program reads.</summary>
    Pcap,
    /// <summary>pcap with times in nanoseconds.</summary>
    PcapNanoseconds,
    /// <summary>pcap as Alexey Kuznetzov's libpcap wrote it: longer record headers, microseconds.</summary>
    PcapModified,
}
