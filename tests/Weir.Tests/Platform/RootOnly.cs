using Weir.Platform;

namespace Weir.Tests.Platform;

/// <summary>What tests on the real kernel need.</summary>
internal static class RootOnly
{
    /// <summary>Makes namespaces, or skips the test with the reason why it cannot.</summary>
    public static IReadOnlyList<NetworkNamespace> Namespaces(int count)
    {
        try
        {
            return NetworkNamespace.Create(count);
        }
        catch (WeirException e) when (e.ExitCode == 3)
        {
            Assert.Skip(e.Message);
            throw;
        }
    }
}
