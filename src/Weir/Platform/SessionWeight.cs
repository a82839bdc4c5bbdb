using System.Globalization;
using System.Text;

namespace Weir.Platform;

/// <summary>
/// The weight of a session where the kernel shares processors between sessions before it looks at threads (sched(7), autogroups): there <see cref="ThreadUrgency"/> counts inside a session only, and whoever watches twenty programs,
/// each of them a session, would have a twentieth of the time.
/// </summary>
internal static class SessionWeight
{
    /// <summary>A ninth of the weight of a session that nobody changed: what an urgent thread and an ordinary one have beside each other in one session.</summary>
    private const int Nicer = 10;

    /// <summary>
    /// Has the session of a child yield to others. It must have begun, and nobody may have waited for its leader. Nothing changes where the kernel has no such groups or refuses, nor for an ordinary user, who may change few of them.
    /// </summary>
    public static void Lower(int leader)
    {
        if (!Environment.IsPrivilegedProcess || UserNamespaces.IsInside) { return; }
        try
        {
            using FileStream file = new(string.Create(CultureInfo.InvariantCulture, $"/proc/{leader}/autogroup"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
            file.Write(Encoding.ASCII.GetBytes(Nicer.ToString(CultureInfo.InvariantCulture)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Watchers have less time then, and count what they miss.
        }
    }
}
