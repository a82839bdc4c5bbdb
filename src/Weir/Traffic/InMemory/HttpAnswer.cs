namespace Weir.Traffic.InMemory;

/// <summary>The answer to a request.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Length">Bytes of its body.</param>
/// <param name="Body">The body, as far as it was kept.</param>
internal sealed record HttpAnswer(int Status, long Length, byte[] Body);
