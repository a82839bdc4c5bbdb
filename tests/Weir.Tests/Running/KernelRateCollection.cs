namespace Weir.Tests.Running;

/// <summary>Tests that measure rates run while no others do: they share the processors with what they measure.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class KernelRateCollection
{
    /// <summary>The name of the collection.</summary>
    public const string Name = "rates of links";
}
