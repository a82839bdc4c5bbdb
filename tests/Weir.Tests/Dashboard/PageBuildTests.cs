using System.IO.Compression;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Dashboard;

/// <summary>The page's sources, and that what is committed of it is what they give.</summary>
public sealed class PageBuildTests(PageBuild build) : IClassFixture<PageBuild>
{
    private const int ScriptLimit = 300 * 1024;
    private const int FirstLimit = 40 * 1024;

    [Fact]
    public async Task The_built_page_in_the_repository_is_what_its_sources_give()
    {
        build.Need();
        (await Shell.RunAsync("npm run build", build.Folder)).ShouldExit(0);
        string fresh = Path.Combine(build.Folder, "dist");
        string kept = Repository.PathOf("src", "Weir.Dashboard", "Page", "dist");
        Files(kept).ShouldBe(Files(fresh), "run: npm ci && npm run build, in src/Weir.Dashboard/Page");
        Files(fresh).Where(file => !File.ReadAllBytes(Path.Combine(fresh, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(kept, file)))).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_tests_of_the_page_s_parts_pass()
    {
        build.Need();
        Shell run = (await Shell.RunAsync("npm test", build.Folder)).ShouldExit(0);
        run.Out.ShouldContain("# fail 0");
        run.Out.ShouldNotContain("# tests 0");
    }

    [Fact]
    public void All_scripts_together_and_those_of_the_first_view_stay_small()
    {
        string dist = Repository.PathOf("src", "Weir.Dashboard", "Page", "dist");
        string[] scripts = [.. Directory.GetFiles(Path.Combine(dist, "assets"), "*.js")];
        scripts.Sum(Compressed).ShouldBeLessThan(ScriptLimit);
        string index = File.ReadAllText(Path.Combine(dist, "index.html"));
        scripts.Where(script => index.Contains(Path.GetFileName(script), StringComparison.Ordinal)).Sum(Compressed).ShouldBeInRange(1, FirstLimit);
    }

    [Fact]
    public void The_report_is_one_file_that_asks_for_nothing()
    {
        string report = File.ReadAllText(Repository.PathOf("src", "Weir.Dashboard", "Page", "dist", "report.html"));
        report.Split("<script type=\"application/json\" id=\"weir-run\">null</script>").Length.ShouldBe(2);
        foreach (string reference in (string[])["src=\"./", "href=\"./", "src=\"http", "href=\"http", "@import", "crossorigin"]) { report[..report.IndexOf("<script type=\"module\"", StringComparison.Ordinal)].ShouldNotContain(reference); }
    }

    private static string[] Files(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)];

    private static long Compressed(string file)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.SmallestSize, leaveOpen: true)) { gzip.Write(File.ReadAllBytes(file)); }
        return bytes.Length;
    }
}
