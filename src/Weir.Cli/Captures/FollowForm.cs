namespace Weir.Cli.Captures;

/// <summary>How <c>weir follow</c> shows bytes.</summary>
internal enum FollowForm
{
    /// <summary>Text, other bytes as dots.</summary>
    Text,
    /// <summary>Hexadecimal with offsets.</summary>
    Hex,
    /// <summary>The bytes as they are.</summary>
    Raw,
}
