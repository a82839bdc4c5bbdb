using System.Text.RegularExpressions;
using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Regular expressions of checks: they cannot hang a run.</summary>
internal static class Patterns
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);

    /// <summary>Compiles the text of a key.</summary>
    /// <exception cref="WeirException">It is no regular expression.</exception>
    public static Regex Compile(Settings settings, string key)
    {
        try
        {
            return new Regex(settings.Text(key), RegexOptions.CultureInvariant, s_limit);
        }
        catch (ArgumentException fault)
        {
            throw new WeirException($"{settings.PlaceOf(key)}: '{settings.Text(key)}' is no regular expression: {fault.Message}");
        }
    }
}
