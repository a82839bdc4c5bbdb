using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Looks whether anything stands against trusting the run.</summary>
internal static class TrustLook
{
    /// <summary>Looks once.</summary>
    public static Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        string[] doubts = [.. scene.Doubts().Where(doubt => !settings.Texts("ignore").Any(words => doubt.Contains(words, StringComparison.OrdinalIgnoreCase)))];
        return Task.FromResult(doubts.Length == 0 ? CheckOutcome.Pass("nothing stands against it") : CheckOutcome.Fail(string.Join("; ", doubts)));
    }
}
