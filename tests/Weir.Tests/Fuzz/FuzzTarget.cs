namespace Weir.Tests.Fuzz;

/// <summary>One decoder to be fed with damaged inputs.</summary>
/// <param name="Name">Its name in reports.</param>
/// <param name="Seeds">Good inputs, from which the damaged ones are made.</param>
/// <param name="Run">Reads one input. Throws when a promise is broken; an input that is merely refused is no fault.</param>
/// <param name="MostAllocated">Bytes that one run may allocate for an input of that length: more means that a length was believed which the bytes only claim.</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Seeds, Action<byte[]> Run, Func<int, long> MostAllocated)
{
    /// <summary>Reads one input and holds it to the allowance of memory.</summary>
    public void Try(byte[] input)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(input);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Promise.Holds(allocated <= MostAllocated(input.Length), $"{allocated} bytes allocated for an input of {input.Length}");
    }
}
