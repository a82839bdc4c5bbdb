namespace Weir.Fabric;

/// <summary>The end of a link where a direction begins.</summary>
internal enum LinkSide
{
    /// <summary>The end named first.</summary>
    First,
    /// <summary>The end named second.</summary>
    Second,
}
