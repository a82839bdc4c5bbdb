namespace Weir.Tests.Fixtures;

/// <summary>
/// Compares a text with the one that a person approved, in <c>tests/Weir.Tests/Approved</c>. When they differ, the new text is written beside it as <c>.received.txt</c>. To accept: run the test with
/// <c>WEIR_APPROVE=1</c> in the environment, then read the diff and commit it.
/// </summary>
internal static class Approved
{
    /// <summary>The folder of approved texts.</summary>
    public static string Folder { get; } = Repository.PathOf("tests", "Weir.Tests", "Approved");

    /// <summary>Fails when <paramref name="text"/> is not what was approved under <paramref name="name"/> (a path with its extension).</summary>
    public static void ShouldMatch(string name, string text)
    {
        string approved = Path.Combine(Folder, name);
        string received = Path.Combine(Path.GetDirectoryName(approved)!, Path.GetFileNameWithoutExtension(approved) + ".received.txt");
        string expected = File.Exists(approved) ? File.ReadAllText(approved) : "";
        if (expected == text)
        {
            File.Delete(received);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(approved)!);
        if (Environment.GetEnvironmentVariable("WEIR_APPROVE") == "1")
        {
            File.WriteAllText(approved, text);
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text);
        string[] before = expected.Split('\n');
        string[] after = text.Split('\n');
        IEnumerable<string> changes = before.Except(after).Select(l => "- " + l).Concat(after.Except(before).Select(l => "+ " + l)).Take(20);
        Assert.Fail($"Approved/{name} is not what there is now ({Path.GetRelativePath(Repository.Root, received)}). If the change is meant, run this test with WEIR_APPROVE=1 and commit the diff.\n{string.Join('\n', changes)}");
    }
}
