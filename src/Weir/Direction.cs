namespace Weir;

/// <summary>Which way bytes of a conversation go, seen from who opened it.</summary>
public enum Direction : byte
{
    /// <summary>From the client (who opened the conversation, or sent its first packet) to the server.</summary>
    ClientToServer = 0,
    /// <summary>From the server to the client.</summary>
    ServerToClient = 1,
}
