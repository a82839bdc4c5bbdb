namespace Weir.Running;

/// <summary>What the registry of this machine knows of a run.</summary>
/// <param name="Id">The run.</param>
/// <param name="Folder">Its folder, an absolute path.</param>
/// <param name="Owner">The process that holds its network.</param>
public sealed record RunEntry(RunId Id, string Folder, RunOwner Owner)
{
    /// <summary>True while its process lives; what a dead run left is removed by <c>weir clean</c>.</summary>
    public bool IsAlive => Owner.IsAlive;
}
