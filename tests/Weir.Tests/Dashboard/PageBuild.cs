using Weir.Tests.Fixtures;

namespace Weir.Tests.Dashboard;

/// <summary>The dashboard's page, built afresh from its sources in a folder of its own, with the versions that its lock file pins.</summary>
public sealed class PageBuild : IAsyncLifetime
{
    private static readonly string[] Sources = ["package.json", "package-lock.json", "tsconfig.json", "vite.config.ts", "index.html", "report.html", "src", "public", "tests"];

    // What npm says when the registry is away, and not when the lock file is wrong.
    private static readonly string[] Away = ["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "E401", "E403", "E404"];

    private string? _lack;

    /// <summary>Where it was built.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("weir-page-").FullName;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Shell node = await Shell.RunAsync("node -e 'const [a, b] = process.versions.node.split(\".\").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 7)' && npm --version", Folder);
        if (node.ExitCode != 0)
        {
            _lack = node.ExitCode == 7 ? "Node.js 20.19 or later builds the page; this one is older" : "Node.js and npm build the page and are not installed";
            return;
        }

        foreach (string source in Sources) { (await Shell.RunAsync($"cp -r '{Repository.PathOf("src", "Weir.Dashboard", "Page", source)}' .", Folder)).ShouldExit(0); }
        Shell install = await Shell.RunAsync("npm ci --no-audit --no-fund --prefer-offline --fetch-retries=1 --fetch-timeout=60000", Folder);
        if (install.ExitCode != 0 && Away.Any(word => install.Error.Contains(word, StringComparison.Ordinal))) { _lack = $"npm does not reach its registry: {install.Error.Split('\n')[0]}"; }
        else { install.ShouldExit(0); }
    }

    /// <summary>Ends the test, with the reason, where the page cannot be built.</summary>
    public void Need()
    {
        if (_lack is { } lack) { Assert.Skip(lack); }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
