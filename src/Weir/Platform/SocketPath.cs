using System.Text;

namespace Weir.Platform;

/// <summary>The path of a socket in the file system (unix(7)).</summary>
internal static class SocketPath
{
    /// <summary>Most bytes of a path: what its field holds, less the zero at the end.</summary>
    public const int Longest = 107;

    /// <summary>True for a path that a socket can have.</summary>
    public static bool Fits(string path) => Encoding.UTF8.GetByteCount(path) <= Longest;
}
