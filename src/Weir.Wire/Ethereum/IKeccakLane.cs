namespace Weir.Wire.Ethereum;

/// <summary>What <see cref="KeccakPermutation"/> asks of the words of one or several states; implementations are empty structs, so that the compiler specialises and inlines.</summary>
internal interface IKeccakLane<T>
    where T : struct
{
    static abstract T Xor(T a, T b);

    static abstract T Xor3(T a, T b, T c);

    /// <summary>a ^ (~b &amp; c), the step chi.</summary>
    static abstract T Chi(T a, T b, T c);

    /// <summary>Each word rotated left by <paramref name="bits"/>, 0 to 63.</summary>
    static abstract T Rotate(T a, int bits);

    static abstract T Broadcast(ulong value);
}
