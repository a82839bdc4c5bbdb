using Weir.Platform;

namespace Weir.Tests.Platform;

/// <summary>What tests on the real kernel need.</summary>
internal static class RootOnly
{
    /// <summary>Skips the test when this user may not make namespaces.</summary>
    public static void Skip()
    {
        foreach (NetworkNamespace one in Namespaces(1)) { one.Dispose(); }
    }

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
