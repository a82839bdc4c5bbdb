namespace Weir.Platform;

/// <summary>Sessions of processes (<c>setsid(2)</c>).</summary>
public static class Sessions
{
    /// <summary>Puts this process into a session of its own, out of reach of the terminal's Ctrl-C. Nothing happens when it leads a session already.</summary>
    public static void BeginOwn() => _ = LinuxCalls.SetSession();

    /// <summary>Lets go of the streams that this process was given: standard input is empty from now on, and what is written goes nowhere. Whoever waits for their end sees it.</summary>
    public static void LetGoOfTerminal()
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle nothing = LinuxCalls.Open("/dev/null", LinuxCalls.OpenReadWrite, 0);
        // The console writes through descriptors of its own, which stand for the same files: whoever reads the other end waits for those too.
        string?[] given = [TargetOf("/proc/self/fd/1"), TargetOf("/proc/self/fd/2")];
        foreach (string path in Directory.GetFileSystemEntries("/proc/self/fd"))
        {
            if (TargetOf(path) is { } target && given.Contains(target) && int.TryParse(Path.GetFileName(path), System.Globalization.CultureInfo.InvariantCulture, out int copy)) { _ = LinuxCalls.Duplicate(nothing, copy); }
        }

        for (int stream = 0; stream <= 2; stream++) { _ = LinuxCalls.Duplicate(nothing, stream); }
    }

    private static string? TargetOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
