namespace Weir.Reassembly;

/// <summary>The frames of one conversation that wait for their turn; made when the first one has to.</summary>
internal sealed class SortState
{
    public Dictionary<long, KeptFrame> Kept { get; } = [];

    /// <summary>A FIN without data that came before all data of its side did, by direction.</summary>
    public KeptFrame?[] Fin { get; } = new KeptFrame?[2];
}
