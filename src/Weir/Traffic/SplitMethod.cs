namespace Weir.Traffic;

/// <summary>How <see cref="SideTable"/> tells clients from servers.</summary>
internal enum SplitMethod
{
    /// <summary>The client of each conversation is who opened it (TCP SYN), or who spoke first.</summary>
    Conversation,
    /// <summary>A host is a client when the first packet that names it is its own, and stays one.</summary>
    Host,
    /// <summary>The server is the side with the lower port; without ports, or with equal ones, as for conversations.</summary>
    Port,
}
