using Weir.Wire.Ethereum;

namespace Weir.Consensus;

/// <summary>A message that passed the point and is not as an honest node would have sent it. It is counted all the same, under its claimed sender.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Block">The block it is about.</param>
/// <param name="Round">The round.</param>
/// <param name="Code">The kind of message.</param>
/// <param name="Claimed">The sender it claims.</param>
/// <param name="Signer">Who signed it; null when the signature recovers to nothing or was not looked at.</param>
/// <param name="FrameNumber">Number of the captured frame that carried its first copy.</param>
/// <param name="Time">When that was: nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Detail">More, for people; empty when the kind says all.</param>
public sealed record Finding(FindingKind Kind, ulong Block, ulong Round, IbftCode Code, EthereumAddress Claimed, EthereumAddress? Signer, long FrameNumber, long Time, string Detail);
