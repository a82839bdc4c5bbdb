namespace Weir.Capabilities;

/// <summary>Whether the machine can do something.</summary>
internal enum CapabilityState
{
    /// <summary>It can.</summary>
    Yes,
    /// <summary>It can with a restriction that one should know.</summary>
    Limited,
    /// <summary>It cannot.</summary>
    No,
}
