namespace Weir.Tests.Fixtures;

/// <summary>What tests leave for people to look at, in the folder <c>artifacts</c> of the repository: pictures, and figures that were measured and are the machine's as much as ours.</summary>
internal static class Artifacts
{
    private static readonly Lock s_gate = new(); // the file of the figures

    /// <summary>A folder for one kind of pictures.</summary>
    public static string Folder(string name) => Directory.CreateDirectory(Repository.PathOf("artifacts", name)).FullName;

    /// <summary>Adds a line to <c>figures.txt</c>, which <c>./test</c> begins anew.</summary>
    public static void Figure(string line)
    {
        lock (s_gate) { File.AppendAllText(Path.Combine(Folder(""), "figures.txt"), line + "\n"); }
        TestContext.Current.TestOutputHelper?.WriteLine(line);
    }
}
