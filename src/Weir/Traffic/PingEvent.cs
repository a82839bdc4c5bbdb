using System.Net;

namespace Weir.Traffic;

/// <summary>Something that happened to an echo request.</summary>
/// <param name="Kind">What.</param>
/// <param name="Sequence">Number of the request, from 1.</param>
/// <param name="From">Who answered; null when nobody did.</param>
/// <param name="RoundTrip">From request to answer, in nanoseconds; 0 without an answer.</param>
/// <param name="HopLimit">TTL or hop limit of the answer; 0 when unknown.</param>
/// <param name="Bytes">Bytes of the answer's ICMP message.</param>
internal readonly record struct PingEvent(PingEventKind Kind, long Sequence, IPAddress? From, long RoundTrip, int HopLimit, int Bytes);
