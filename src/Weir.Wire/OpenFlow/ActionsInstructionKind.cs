namespace Weir.Wire.OpenFlow;

/// <summary>What an instruction does with its actions, by its code (openflow-1.3 A.2.4).</summary>
public enum ActionsInstructionKind
{
    /// <summary>Merges them into the set that is carried out at the end of the pipeline.</summary>
    Write = 3,
    /// <summary>Carries them out at once.</summary>
    Apply = 4,
    /// <summary>Empties the set; has no actions.</summary>
    Clear = 5,
}
