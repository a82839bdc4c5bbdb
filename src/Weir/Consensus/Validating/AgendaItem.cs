namespace Weir.Consensus.Validating;

/// <summary>One item of an <see cref="Agenda"/>.</summary>
internal sealed class AgendaItem(Action action)
{
    /// <summary>What is to be done.</summary>
    public Action Action => action;

    /// <summary>True when it is not to be done any more.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>It is not to be done any more.</summary>
    public void Cancel() => IsCancelled = true;
}
