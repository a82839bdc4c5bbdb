namespace Weir.Fabric;

/// <summary>What happens to one packet. The same seed, number and impairments give the same decision, whatever the time.</summary>
/// <param name="Number">The packet's number in its direction, from 0.</param>
/// <param name="Lost">It is lost; then nothing else holds.</param>
/// <param name="Duplicated">It is delivered twice.</param>
/// <param name="Corrupted">One bit of it is inverted.</param>
/// <param name="Skips">It skips the delay.</param>
/// <param name="Stray">How many jitters its delay strays from the mean.</param>
/// <param name="CopyStray">The same for its second delivery.</param>
/// <param name="Bit">Which bit is inverted, as a share of all in 1/2^64.</param>
internal readonly record struct Decision(long Number, bool Lost, bool Duplicated = false, bool Corrupted = false, bool Skips = false, double Stray = 0, double CopyStray = 0, ulong Bit = 0);
