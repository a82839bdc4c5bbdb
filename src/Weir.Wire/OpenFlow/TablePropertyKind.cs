namespace Weir.Wire.OpenFlow;

/// <summary>What a table says that it can do (openflow-1.3 A.3.5.5, OFPTFPT). Each has a number of its own for entries that match everything at priority 0, where that differs.</summary>
public enum TablePropertyKind
{
    /// <summary>Instructions.</summary>
    Instructions = 0,
    /// <summary>Instructions of the entry for misses.</summary>
    InstructionsMiss = 1,
    /// <summary>Tables that it can go on to.</summary>
    NextTables = 2,
    /// <summary>Tables that the entry for misses can go on to.</summary>
    NextTablesMiss = 3,
    /// <summary>Actions that can be written.</summary>
    WriteActions = 4,
    /// <summary>Actions that the entry for misses can write.</summary>
    WriteActionsMiss = 5,
    /// <summary>Actions that can be applied.</summary>
    ApplyActions = 6,
    /// <summary>Actions that the entry for misses can apply.</summary>
    ApplyActionsMiss = 7,
    /// <summary>Fields that can be matched, and whether with a mask.</summary>
    Match = 8,
    /// <summary>Fields that need not be matched.</summary>
    Wildcards = 10,
    /// <summary>Fields that written actions can set.</summary>
    WriteSetField = 12,
    /// <summary>Fields that written actions of the entry for misses can set.</summary>
    WriteSetFieldMiss = 13,
    /// <summary>Fields that applied actions can set.</summary>
    ApplySetField = 14,
    /// <summary>Fields that applied actions of the entry for misses can set.</summary>
    ApplySetFieldMiss = 15,
}
