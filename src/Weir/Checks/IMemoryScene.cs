using Weir.Memory;

namespace Weir.Checks;

/// <summary>What a check may see of a run whose nodes are in memory, beside what every run shows.</summary>
internal interface IMemoryScene
{
    /// <summary>The network stack of a node in memory; null for a node of a kernel.</summary>
    MemoryHost? MemoryOf(string node);
}
