using System.Runtime.Intrinsics;

namespace Weir.Wire.Ethereum;

/// <summary>
/// The rounds of AES (FIPS 197, 5.1) in the terms of a processor. x86 adds the key at the end of its instruction, ARM at its beginning, so each step gets the key before it and its own.
/// Implementations are empty structs, so that the compiler specialises and inlines.
/// </summary>
internal interface IAesRounds
{
    /// <summary>Before the first round.</summary>
    static abstract Vector128<byte> Begin(Vector128<byte> block, Vector128<byte> key);

    /// <summary>One of the rounds with MixColumns.</summary>
    static abstract Vector128<byte> Middle(Vector128<byte> block, Vector128<byte> keyBefore, Vector128<byte> key);

    /// <summary>The last round, without MixColumns.</summary>
    static abstract Vector128<byte> End(Vector128<byte> block, Vector128<byte> keyBefore, Vector128<byte> key);
}
