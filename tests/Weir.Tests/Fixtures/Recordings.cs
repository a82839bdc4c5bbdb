namespace Weir.Tests.Fixtures;

/// <summary>Finds the recordings that are too large for the repository. Tests that need them skip where they are not.</summary>
internal static class Recordings
{
    private const string Missing = "recordings are not here: set WEIR_RECORDINGS";

    /// <summary>The folder that holds <c>klaytn/</c> and <c>public/</c>, or null.</summary>
    public static string? Root { get; } = Find();

    /// <summary>True when the recordings are here.</summary>
    public static bool Present => Root is not null;

    /// <summary>The path of a recording below <see cref="Root"/>; skips the running test when it is not there.</summary>
    public static string PathOf(params string[] parts)
    {
        if (Root is null)
        {
            Assert.Skip(Missing);
        }

        string path = Path.Combine([Root!, .. parts]);
        if (!File.Exists(path) && !Directory.Exists(path)) { Assert.Skip($"{Missing} ({Path.Combine(parts)} is missing there)"); }
        return path;
    }

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("WEIR_RECORDINGS");
        string folder = string.IsNullOrEmpty(named) ? Path.Combine(Repository.Root, "..", "shared", "captures") : named;
        return Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
    }
}
